const numbers = new Set([
  'TINY',
  'SHORT',
  'LONG',
  'LONGLONG',
  'INT24',
  'FLOAT',
  'DOUBLE',
  'DECIMAL',
  'NEWDECIMAL',
  'YEAR',
])

/**
 * A stored value as a literal that stores the same bytes again, whatever character set its column has. `type` is the name
 * that the protocol gives it.
 */
export function literalOf(type: string, bytes: Buffer | null): string {
  if (bytes === null) return 'NULL'
  if (numbers.has(type)) return bytes.toString('latin1')
  if (bytes.length === 0) return "''"
  const hexadecimal = `0x${bytes.toString('hex')}`
  return type === 'JSON' ? `CONVERT(${hexadecimal} USING utf8mb4)` : hexadecimal
}

/** A name in backticks, whatever is in it. */
export function nameOf(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}
