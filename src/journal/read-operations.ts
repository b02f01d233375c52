import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runsDirectory } from './journal-file.ts'
import type { OperationEntry } from './operation.ts'
import { idsOf, parseLines } from './read.ts'

type Started = Extract<OperationEntry, { kind: 'operationStarted' }>
type Ended = Extract<OperationEntry, { kind: 'operationEnded' }>

/** One operation as its journal tells it. */
export interface RecordedOperation {
  readonly id: string
  readonly file: string
  readonly entries: readonly OperationEntry[]
  readonly started: Started
  /** Absent while it runs, or when its runner died. */
  readonly ended: Ended | undefined
}

const kinds: ReadonlySet<string> = new Set(['operationStarted', 'operationEvent', 'operationEnded'])

function isOperationEntry(entry: { readonly kind: string }): entry is OperationEntry {
  return kinds.has(entry.kind)
}

/** An operation by its id; undefined when the id is none, or that of a run. */
export function readOperation(workingDirectory: string, id: string): RecordedOperation | undefined {
  if (!idsOf(workingDirectory).includes(id)) return undefined
  const file = join(runsDirectory(workingDirectory), `${id}.jsonl`)
  const entries = parseLines(readFileSync(file, 'utf8')).filter(isOperationEntry)
  const started = entries.find((entry) => entry.kind === 'operationStarted')
  if (!started) return undefined
  return { id, file, entries, started, ended: entries.find((entry) => entry.kind === 'operationEnded') }
}

/** Every operation of a working directory, newest first. */
export function listOperations(workingDirectory: string): RecordedOperation[] {
  return idsOf(workingDirectory).flatMap((id) => readOperation(workingDirectory, id) ?? [])
}
