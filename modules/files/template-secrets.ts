import { Secret } from '../../src/values/secret.ts'

export interface Revealed {
  readonly variables: Readonly<Record<string, unknown>>
  readonly secrets: readonly Secret[]
}

/** The variables as a template needs them, secrets in plain text, and which secrets those were. */
export function reveal(variables: Readonly<Record<string, unknown>>): Revealed {
  const secrets: Secret[] = []
  const plain = (value: unknown): unknown => {
    if (value instanceof Secret) {
      secrets.push(value)
      return value.reveal()
    }
    if (Array.isArray(value)) return value.map(plain)
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
      return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  }
  return { variables: plain(variables) as Record<string, unknown>, secrets }
}

/** True when a value at any depth is still unknown. */
export function hasUnknown(value: unknown): boolean {
  if (value === undefined) return true
  if (Array.isArray(value)) return value.some(hasUnknown)
  if (typeof value !== 'object' || value === null || value instanceof Secret) return false
  return Object.values(value).some(hasUnknown)
}
