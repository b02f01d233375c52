/** Makes a value unchangeable, to the bottom. Whoever changes it after all fails at once. */
export function shieldFrom(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) shieldFrom(inner)
}
