import { newRunId } from './journal.ts'
import { openJournalFile } from './journal-file.ts'

/** What is done to a pair that is there already. */
export type OperationKind = 'switchover' | 'rejoin' | 'drill' | 'backup' | 'verify' | 'restore'

/** What an operation's journal begins with. */
export interface OperationStart {
  readonly operation: OperationKind
  readonly inventory: string
  /** The command line after the program's name. */
  readonly arguments: readonly string[]
  readonly who: string
}

/** How it ended, in the words of a run's end. */
export interface OperationEnd {
  readonly outcome: 'done' | 'failed' | 'stopped'
  readonly exitCode: number
  readonly milliseconds: number
  /** One sentence for the list of runs. */
  readonly summary: string
}

/** One line of an operation's journal; `at` is ISO 8601, the engineer's clock. */
export type OperationEntry = { readonly at: string } & (
  | ({ readonly kind: 'operationStarted'; readonly run: string } & OperationStart)
  | {
      readonly kind: 'operationEvent'
      readonly event: string
      readonly data: Readonly<Record<string, unknown>>
    }
  | ({ readonly kind: 'operationEnded' } & OperationEnd)
)

/** The journal of one operation, beside those of runs: one file, `runs` lists it, `resume` passes it over. */
export interface Operation {
  readonly id: string
  readonly file: string
  /** On disk when it resolves: what is about to be done is recorded first. Nothing secret may be in it. */
  record(event: string, data?: Readonly<Record<string, unknown>>): Promise<void>
  /** The last line; nothing is recorded after it. */
  end(how: Omit<OperationEnd, 'milliseconds'>): Promise<void>
}

/** Begins the journal of an operation. Throws `JournalFailed`. */
export async function openOperation(workingDirectory: string, start: OperationStart): Promise<Operation> {
  const id = newRunId(new Date(), Math.random)
  const began = performance.now()
  const journal = openJournalFile(workingDirectory, id)
  const append = (entry: Record<string, unknown>): Promise<void> =>
    journal.append({ at: new Date().toISOString(), ...entry }, true)
  await append({ kind: 'operationStarted', run: id, ...start })
  return {
    id,
    file: journal.file,
    record: (event, data = {}) => append({ kind: 'operationEvent', event, data }),
    async end(how) {
      await append({ kind: 'operationEnded', ...how, milliseconds: Math.round(performance.now() - began) })
      journal.close()
    },
  }
}
