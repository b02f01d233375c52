/**
 * An edit after which exactly one line `matches`, and that line is `line`: the first match is replaced, further ones are
 * dropped, and without any the line is appended.
 */
export function keepLine(
  matches: (line: string) => boolean,
  line: string,
): (lines: readonly string[]) => readonly string[] {
  return (lines) => {
    const first = lines.findIndex(matches)
    const kept = lines.flatMap((one, index) => (index === first ? [line] : matches(one) ? [] : [one]))
    return first === -1 ? [...kept, line] : kept
  }
}
