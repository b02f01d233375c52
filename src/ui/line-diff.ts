/** One line of an edit script. */
export interface Edit {
  readonly kind: 'same' | 'removed' | 'added'
  readonly line: string
}

/** Above this many pairs of lines the middle is shown as wholly replaced: 16 MiB of table, some 2000 by 2000 lines. */
const largestTable = 4_000_000

function edits(kind: Edit['kind'], lines: readonly string[]): Edit[] {
  return lines.map((line) => ({ kind, line }))
}

/** A longest common subsequence, by the textbook's table filled from the end. */
function middle(before: readonly string[], after: readonly string[]): Edit[] {
  if (before.length * after.length > largestTable)
    return [...edits('removed', before), ...edits('added', after)]
  const width = after.length + 1
  const longest = new Uint32Array((before.length + 1) * width)
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      longest[i * width + j] =
        before[i] === after[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0)
  const script: Edit[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < after.length) {
    const line = before[i]
    if (i < before.length && j < after.length && line === after[j]) {
      script.push({ kind: 'same', line: line ?? '' })
      i++
      j++
    } else if (
      i < before.length &&
      (j === after.length || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    )
      script.push({ kind: 'removed', line: before[i++] ?? '' })
    else script.push({ kind: 'added', line: after[j++] ?? '' })
  }
  return script
}

/** What turns one list of lines into the other; lines that both begin or end with are kept out of the table. */
export function diffLines(before: readonly string[], after: readonly string[]): Edit[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  let tail = 0
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return [
    ...edits('same', before.slice(0, head)),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...edits('same', before.slice(before.length - tail)),
  ]
}
