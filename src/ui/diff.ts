import type { Diff } from '../plan/finding.ts'
import { diffLines, type Edit } from './line-diff.ts'
import type { Paint } from './paint.ts'
import { exactText, oneLine } from './printable.ts'

const contextLines = 3
const mostLines = 400

/** Lines; one that no newline ends carries the mark as a second line, and so differs from the same line with one. */
function linesOf(text: string): string[] {
  const lines = exactText(text).split('\n')
  const last = lines.pop() ?? ''
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`]
}

interface Range {
  readonly from: number
  readonly to: number
}

/** The stretches of a script that show every change with its context; those that touch are one. */
function hunksOf(script: readonly Edit[]): Range[] {
  const hunks: Range[] = []
  for (const [index, edit] of script.entries()) {
    if (edit.kind === 'same') continue
    const to = Math.min(script.length, index + contextLines + 1)
    const last = hunks.at(-1)
    if (last && last.to >= index - contextLines) hunks[hunks.length - 1] = { from: last.from, to }
    else hunks.push({ from: Math.max(0, index - contextLines), to })
  }
  return hunks
}

function count(script: readonly Edit[], without: Edit['kind']): number {
  return script.filter(({ kind }) => kind !== without).length
}

function heading(script: readonly Edit[], { from, to }: Range): string {
  const side = (without: Edit['kind']): string => {
    const lines = count(script.slice(from, to), without)
    const before = count(script.slice(0, from), without)
    return `${lines === 0 ? before : before + 1},${lines}`
  }
  return `@@ -${side('added')} +${side('removed')} @@`
}

function shown({ kind, line }: Edit, paint: Paint): string[] {
  const [text = '', ...mark] = line.split('\n')
  const signed = { same: ` ${text}`, removed: paint.red(`-${text}`), added: paint.green(`+${text}`) }
  return [signed[kind], ...mark]
}

/** A unified diff, at most 400 lines of it; no lines when nothing differs. */
export function renderDiff(diff: Diff, paint: Paint): string[] {
  const script = diffLines(linesOf(diff.before), linesOf(diff.after))
  const hunks = hunksOf(script)
  if (hunks.length === 0) return []
  const lines = hunks.flatMap((hunk) => [
    paint.cyan(heading(script, hunk)),
    ...script.slice(hunk.from, hunk.to).flatMap((edit) => shown(edit, paint)),
  ])
  const subject = oneLine(diff.subject)
  const more = lines.length - mostLines
  return [
    paint.bold(`--- ${subject} (now)`),
    paint.bold(`+++ ${subject} (wanted)`),
    ...lines.slice(0, mostLines),
    ...(more > 0 ? [paint.dim(`... ${more} more lines`)] : []),
  ]
}
