import { createHmac } from 'node:crypto'
import { Secret } from '../values/secret.ts'
import { ShellCommand } from '../values/shell.ts'

function canonical(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() }
  if (value instanceof ShellCommand) return { shell: value.script, stdin: canonical(value.stdin) }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  if (typeof value === 'function') return { function: String(value) }
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, canonical(item)]),
  )
}

/** An HMAC-SHA256 of parameters that may hold secrets: comparable on this machine, worthless elsewhere. */
export function digestOf(params: unknown, key: Uint8Array): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(canonical(params)) ?? '')
    .digest('hex')
    .slice(0, 32)
}
