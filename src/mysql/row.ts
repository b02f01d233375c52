/** A result row as the driver returns it. */
export type Row = Readonly<Record<string, unknown>>

/** A column as text, whatever the driver made of it; missing and NULL are `''`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  return ''
}

/** A GTID column without the line breaks that the server puts in. */
export function gtidText(value: unknown): string {
  return textOf(value).replace(/\s+/g, '')
}
