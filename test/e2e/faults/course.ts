import type { JournalEntry } from '../../../src/journal/journal.ts'

/** Where in a run an event stands: its phase, and within the phase its host's step and what happens to it. */
export interface Place {
  /** -1 before the first phase; infinite for the end of the run. */
  readonly phase: number
  /** Absent for what belongs to no host's steps. */
  readonly host: string | undefined
  /** The how-manieth of its host's steps. */
  readonly step: number
  /** Order of the kinds of event within one step, one phase, or before the first phase. */
  readonly kind: number
}

const orderOfKinds = [
  ['runStarted', 'decision', 'hostConnecting', 'hostConnected', 'phaseStarted'],
  ['stepChecking', 'stepApplying', 'jobStarted', 'jobEnded', 'stepChanged', 'stepRight', 'stepSkipped'],
  ['phaseEnded'],
  ['runEnded'],
].flat()

/** The order of all that happened in one undisturbed run; places events of other runs of the same plan in it. */
export class Course {
  readonly #phases = new Map<string, number>()
  readonly #steps = new Map<string, { phase: number; step: number }>()

  constructor(entries: readonly JournalEntry[]) {
    let phase = -1
    for (const entry of entries) {
      if (entry.kind === 'phaseStarted') {
        phase += 1
        this.#phases.set(phaseKey(entry), phase)
      }
      if ('step' in entry && !this.#steps.has(entry.step))
        this.#steps.set(entry.step, { phase, step: this.#steps.size })
    }
  }

  /** Throws when the undisturbed run had no such phase or step. */
  placeOf(entry: JournalEntry): Place {
    const kind = orderOfKinds.indexOf(entry.kind)
    if (entry.kind === 'runEnded') return { phase: Infinity, host: undefined, step: 0, kind }
    if ('phase' in entry) {
      const phase = known(this.#phases.get(phaseKey(entry)), phaseKey(entry))
      return { phase, host: undefined, step: 0, kind }
    }
    if ('step' in entry) return { ...known(this.#steps.get(entry.step), entry.step), host: entry.host, kind }
    return { phase: -1, host: undefined, step: 0, kind }
  }
}

function phaseKey({ stage, role, phase }: { stage: string; role: string; phase: string }): string {
  return `${stage}/${role}/${phase}`
}

function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`the undisturbed run had no ${what}`)
  return found
}

/**
 * Whether a run that is at `place` has come to `moment`, or past it: a step that an earlier life has finished does not
 * apply again. Within a phase each host goes at its own pace.
 */
export function reaches(place: Place, moment: Place): boolean {
  if (place.phase !== moment.phase) return place.phase > moment.phase
  if (place.host === undefined || moment.host === undefined) return place.kind >= moment.kind
  if (place.host !== moment.host) return false
  return place.step === moment.step ? place.kind >= moment.kind : place.step > moment.step
}
