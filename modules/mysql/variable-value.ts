/** What a variable shall be: `128M`, `ON`, `true`, `10000`, `READ-COMMITTED`. */
export type VariableValue = string | number | boolean

const unitBytes: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }
const truth: Readonly<Record<string, number>> = { ON: 1, TRUE: 1, YES: 1, OFF: 0, FALSE: 0, NO: 0 }

/** A number as the server counts: sizes in bytes, ON as 1; undefined for anything else. */
function numberOf(value: string): number | undefined {
  const word = value.trim().toUpperCase()
  const size = /^(-?\d+(?:\.\d+)?)([KMGT]?)$/.exec(word)
  if (size !== null) return Number(size[1]) * (unitBytes[size[2] ?? ''] ?? 1)
  return truth[word]
}

/** Words of an enumeration (READ-COMMITTED, row) mean the same in any case; paths and lists are taken as they are. */
function isKeyword(value: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*$/.test(value)
}

/** Whether two ways of writing a value mean the same to the server. */
export function sameValue(now: string, wanted: VariableValue): boolean {
  const text = String(wanted).trim()
  const [a, b] = [numberOf(now), numberOf(text)]
  if (a !== undefined && b !== undefined) return a === b
  return now === text || (isKeyword(now) && isKeyword(text) && now.toUpperCase() === text.toUpperCase())
}

/** What SET takes: a size becomes a number (SET knows no units), a truth becomes ON or OFF. */
export function valueForSet(wanted: VariableValue): string | number {
  if (typeof wanted === 'boolean') return wanted ? 'ON' : 'OFF'
  if (typeof wanted === 'number') return wanted
  const number = numberOf(wanted)
  return number !== undefined && /\d/.test(wanted) ? number : wanted.trim()
}
