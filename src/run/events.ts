import type { Diff } from '../plan/finding.ts'

/** A failure as it is shown and journaled: free of secrets, complete without its stack. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly details: readonly string[]
}

interface StepEvent {
  readonly step: string
  readonly host: string
}

export interface RunCounts {
  readonly right: number
  readonly changed: number
  readonly skipped: number
  readonly failed: number
  /** Under `--check`: steps that would change or cannot be told. */
  readonly different: number
}

/** Everything that happens in a run, in order. The journal keeps all but `stepProgress`; views show them. */
export type RunEvent =
  | {
      readonly kind: 'runStarted'
      readonly run: string
      readonly playbook: string
      readonly inventory: string
      readonly mode: 'apply' | 'check'
      /** The command line after the program's name. */
      readonly arguments: readonly string[]
      /** Digests of what the plan was made of, by name. */
      readonly inputs: Readonly<Record<string, string>>
      readonly version: string
      readonly who: string
      readonly hosts: readonly string[]
      readonly phases: readonly {
        readonly stage: string
        readonly role: string
        readonly name: string
        readonly steps: number
      }[]
      readonly resumes: boolean
    }
  | { readonly kind: 'decision'; readonly key: string; readonly value: string }
  | { readonly kind: 'hostConnecting'; readonly host: string }
  | {
      readonly kind: 'hostConnected'
      readonly host: string
      readonly description: string
      readonly milliseconds: number
    }
  | { readonly kind: 'hostFailed'; readonly host: string; readonly failure: Failure }
  | {
      readonly kind: 'phaseStarted'
      readonly stage: string
      readonly role: string
      readonly phase: string
      readonly hosts: readonly string[]
    }
  | { readonly kind: 'phaseEnded'; readonly stage: string; readonly role: string; readonly phase: string }
  | ({ readonly kind: 'stepChecking'; readonly title: string } & StepEvent)
  | ({
      readonly kind: 'stepRight'
      readonly because: string
      readonly milliseconds: number
      readonly warning?: true
    } & StepEvent)
  | ({ readonly kind: 'stepSkipped'; readonly because: string } & StepEvent)
  | ({ readonly kind: 'stepWouldChange'; readonly because: string; readonly diff?: Diff } & StepEvent)
  | ({ readonly kind: 'stepCannotTell'; readonly because: string } & StepEvent)
  /** On disk before the host is touched. `digest` is of the parameters (an HMAC: they may hold secrets). */
  | ({
      readonly kind: 'stepApplying'
      readonly because: string
      readonly digest: string
      readonly diff?: Diff
    } & StepEvent)
  | ({ readonly kind: 'stepProgress'; readonly line: string } & StepEvent)
  | ({ readonly kind: 'jobStarted'; readonly job: string } & StepEvent)
  | ({ readonly kind: 'jobEnded'; readonly job: string; readonly exitCode: number } & StepEvent)
  | ({ readonly kind: 'stepChanged'; readonly because: string; readonly milliseconds: number } & StepEvent)
  | ({ readonly kind: 'stepFailed'; readonly failure: Failure; readonly milliseconds: number } & StepEvent)
  /** A failure that belongs to no single step or host: unmet needs, a broken plan. */
  | { readonly kind: 'runFailed'; readonly failure: Failure }
  | {
      readonly kind: 'runEnded'
      readonly outcome: 'done' | 'failed' | 'stopped' | 'differences'
      readonly exitCode: number
      readonly counts: RunCounts
      readonly milliseconds: number
      readonly roundTrips: number
    }

export type RunEventKind = RunEvent['kind']

/** Takes events; the loop waits for it, so a journal can be on disk before the next thing happens. */
export type EventSink = (event: RunEvent) => Promise<void>
