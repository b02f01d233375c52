/**
 * A value as one line of JSON. JSON leaves DEL, C1 controls and line separators as they are; a terminal that shows the
 * line must not obey them.
 */
export function jsonLine(value: unknown): string {
  const escaped = JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `${escaped}\n`
}
