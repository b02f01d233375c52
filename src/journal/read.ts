import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PlaybookError } from '../errors.ts'
import { didYouMean } from '../values/suggest.ts'
import type { JournalEntry } from './journal.ts'
import { runsDirectory } from './journal-file.ts'

type Started = Extract<JournalEntry, { kind: 'runStarted' }>
type Ended = Extract<JournalEntry, { kind: 'runEnded' }>

/** One run as its journal tells it. */
export interface RecordedRun {
  readonly id: string
  readonly file: string
  readonly entries: readonly JournalEntry[]
  readonly started: Started
  /** Absent while it runs, or when its runner died. */
  readonly ended: Ended | undefined
}

function isEntry(value: unknown): value is { readonly kind: string } {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string'
}

/** Parses a journal; empty lines and lines torn by a crash are dropped. */
export function parseJournal(text: string): JournalEntry[] {
  return parseLines<JournalEntry>(text)
}

/** The lines of any journal; what wrote them is trusted to have written entries of this type. */
export function parseLines<Entry extends { readonly kind: string }>(text: string): Entry[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line)
      return isEntry(value) ? [value as Entry] : []
    } catch {
      return []
    }
  })
}

function readOne(directory: string, id: string): RecordedRun | undefined {
  const file = join(directory, `${id}.jsonl`)
  const entries = parseJournal(readFileSync(file, 'utf8'))
  const started = entries.find((entry) => entry.kind === 'runStarted')
  if (!started) return undefined
  // A resumed run starts again in the same file: only an end after the last start counts.
  const last = entries.findLastIndex((entry) => entry.kind === 'runStarted')
  return { id, file, entries, started, ended: entries.slice(last).find((entry) => entry.kind === 'runEnded') }
}

/** What there is a journal of, newest first. */
export function idsOf(workingDirectory: string): string[] {
  const directory = runsDirectory(workingDirectory)
  if (!existsSync(directory)) return []
  const files = readdirSync(directory).filter((name) => name.endsWith('.jsonl'))
  return files
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort()
    .reverse()
}

/** Every run of a working directory, newest first. */
export function listRuns(workingDirectory: string): RecordedRun[] {
  return idsOf(workingDirectory).flatMap((id) => readOne(runsDirectory(workingDirectory), id) ?? [])
}

/** One run by its id. */
export function readRun(workingDirectory: string, id: string): RecordedRun {
  const ids = idsOf(workingDirectory)
  const run = ids.includes(id) ? readOne(runsDirectory(workingDirectory), id) : undefined
  if (!run)
    throw new PlaybookError('BadUsage', `there is no run ${id} here${didYouMean(id, ids)}`, {
      hint: 'List them with: npx playbook runs',
    })
  return run
}

/** Done, or only looked: nothing is left to be resumed. */
function finished(run: RecordedRun): boolean {
  return run.started.mode === 'check' || run.ended?.outcome === 'done'
}

/** A finished run of selected roles, steps or hosts: what an older, whole run left undone is still to be done. */
function finishedPart(run: RecordedRun): boolean {
  return finished(run) && run.started.arguments.some((word) => /^--(limit|role|step|from)(=|$)/.test(word))
}

/** The newest run that changes things on this inventory, if it has not finished. */
export function unfinishedRun(workingDirectory: string, inventory: string): RecordedRun | undefined {
  for (const id of idsOf(workingDirectory)) {
    const run = readOne(runsDirectory(workingDirectory), id)
    if (run?.started.mode === 'apply' && run.started.inventory === inventory && !finishedPart(run))
      return finished(run) ? undefined : run
  }
  return undefined
}
