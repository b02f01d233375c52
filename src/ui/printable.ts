import { stripVTControlCharacters } from 'node:util'
import type { Diff } from '../plan/finding.ts'
import type { RunEvent } from '../run/events.ts'

/**
 * Everything that can move the cursor, recolour or reorder what a person reads: C0 and C1 controls except the newline,
 * DEL, line separators, and Unicode's invisible and bidirectional marks.
 */
const unprintable = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Text of a file, exactly: controls are shown as escapes so that a diff hides nothing. Newlines stay, tabs become spaces. */
export function exactText(text: string): string {
  return text.replaceAll('\t', '    ').replace(unprintable, escaped)
}

/**
 * Text from a host or an inventory for a person's eyes: colours are dropped, of a line that overwrites itself
 * (`10 %\r20 %`) the last state is kept, every other control is shown as an escape. Newlines stay.
 */
export function printable(text: string): string {
  const lines = stripVTControlCharacters(text).split('\n')
  return exactText(lines.map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '').join('\n'))
}

/** `printable` on one line: what may follow a newline is joined by a space. */
export function oneLine(text: string): string {
  return printable(text)
    .split(/\s*\n\s*/)
    .join(' ')
    .trim()
}

function printableDiff({ subject, before, after }: Diff): Diff {
  return { subject: oneLine(subject), before: exactText(before), after: exactText(after) }
}

function printableValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') return printable(value)
  if (Array.isArray(value)) return value.map((item) => printableValue(item, key))
  if (typeof value !== 'object' || value === null) return value
  if (key === 'diff') return printableDiff(value as Diff)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, printableValue(item, name)]))
}

/** An event whose every text is safe to print. The one place through which all that a terminal shows has passed. */
export function printableEvent(event: RunEvent): RunEvent {
  return printableValue(event, '') as RunEvent
}
