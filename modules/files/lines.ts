/** An edit of a text file, pure: the new lines, or why it cannot be done. Done twice it changes nothing more. */
export type Edit = (lines: readonly string[]) => readonly string[] | Obstacle

export interface Obstacle {
  readonly obstacle: string
}

export function isObstacle(result: readonly string[] | Obstacle): result is Obstacle {
  return 'obstacle' in result
}

/** Lines without their newline; a last newline does not begin another line. */
export function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

/** Every line ends with a newline, the last one too. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

/** Where new lines go: `EOF`, `BOF`, or a JavaScript regular expression (after or before its last match, else at the end). */
export interface Place {
  readonly insertafter?: string
  readonly insertbefore?: string
}

/** The index before which new lines stand. */
export function placeOf(lines: readonly string[], { insertafter, insertbefore }: Place): number {
  if (insertbefore === 'BOF' || insertafter === 'BOF') return 0
  const pattern = insertafter ?? insertbefore
  if (pattern === undefined || pattern === 'EOF') return lines.length
  const expression = new RegExp(pattern)
  const last = lines.findLastIndex((line) => expression.test(line))
  if (last === -1) return lines.length
  return insertafter === undefined ? last : last + 1
}
