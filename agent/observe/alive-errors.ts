/** Errors that only a living server gives: it is full, does not like us, or has blocked us. */
const aliveErrors = new Map([
  [1040, 'too many connections'],
  [1045, 'access denied'],
  [1053, 'shutting down'],
  [1129, 'host blocked'],
  [1130, 'host not allowed'],
  [1203, 'too many connections of the user'],
  [1226, 'a limit of the user is exceeded'],
])

/** The error in words if it proves a living server, else `null`. */
export function aliveBecause(error: unknown): string | null {
  const { errno } = error as { errno?: unknown }
  return typeof errno === 'number' ? (aliveErrors.get(errno) ?? null) : null
}
