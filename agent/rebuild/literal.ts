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

/** A value as the server sends it. `type` is the name that the protocol gives it. */
export interface Value {
  type: string
  bytes: Buffer | null
}

/** A large value is never one string: the agent's memory is small. */
const pieceBytes = 32 * 1024

/** A stored value as a literal that stores the same bytes again, whatever character set its column has; in pieces. */
export function* literalOf({ type, bytes }: Value): Generator<string> {
  if (bytes === null || numbers.has(type) || bytes.length === 0) {
    yield bytes === null ? 'NULL' : bytes.toString('latin1') || "''"
    return
  }
  if (type === 'JSON') yield 'CONVERT('
  yield '0x'
  for (let at = 0; at < bytes.length; at += pieceBytes)
    yield bytes.toString('hex', at, Math.min(at + pieceBytes, bytes.length))
  if (type === 'JSON') yield ' USING utf8mb4)'
}
