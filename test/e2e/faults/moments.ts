import type { JournalEntry } from '../../../src/journal/journal.ts'
import { reaches } from './course.ts'
import type { Course, Place } from './course.ts'
import { draw } from './random.ts'

/** Where the runner shall be killed. */
export interface Moment {
  readonly place: Place
  /** For people: `stepApplying pair/mysql/...@node1`. */
  readonly title: string
  /** Set for a moment inside a supervised job: so long after its start. */
  readonly milliseconds: number | undefined
}

function titleOf(entry: JournalEntry): string {
  if ('step' in entry) return `${entry.kind} ${entry.step}`
  if ('phase' in entry) return `${entry.kind} ${entry.stage}/${entry.role}/${entry.phase}`
  return `${entry.kind}${'host' in entry ? ` ${entry.host}` : ''}`
}

function durationOf(job: string, entries: readonly JournalEntry[]): number {
  const at = (kind: JournalEntry['kind']): number =>
    Date.parse(entries.find((entry) => entry.kind === kind && 'job' in entry && entry.job === job)?.at ?? '')
  return at('jobEnded') - at('jobStarted')
}

/** The moments inside each of the run's jobs, each at a point of its time drawn at random. */
export function momentsInJobs(
  entries: readonly JournalEntry[],
  course: Course,
  random: () => number,
): Moment[] {
  return entries.flatMap((entry) =>
    entry.kind === 'jobStarted'
      ? {
          place: course.placeOf(entry),
          title: `inside the job of ${entry.step}`,
          milliseconds: Math.round(random() * 0.9 * durationOf(entry.job, entries)),
        }
      : [],
  )
}

/** Moments drawn from all events of a run, `inJobs` of them inside supervised jobs; in the order of the run. */
export function drawMoments(
  entries: readonly JournalEntry[],
  course: Course,
  counts: { readonly all: number; readonly inJobs: number },
  random: () => number,
): Moment[] {
  const inJobs = draw(momentsInJobs(entries, course, random), counts.inJobs, random)
  const others = draw(entries, counts.all - inJobs.length, random).map((entry) => ({
    place: course.placeOf(entry),
    title: titleOf(entry),
    milliseconds: undefined,
  }))
  return inOrder([...inJobs, ...others])
}

/**
 * Whether a run that has written down `entry` has come to the moment. One inside a job that ended while no runner lived is
 * taken inside the host's next job, or at the end of the phase where there is none.
 */
export function comesTo({ place, milliseconds }: Moment, entry: JournalEntry, course: Course): boolean {
  if (milliseconds !== undefined && !['jobStarted', 'phaseEnded', 'runEnded'].includes(entry.kind))
    return false
  return reaches(course.placeOf(entry), place)
}

/** The jobs of a run that went on when its runner had died. */
export function jobsThatOutlived(entries: readonly JournalEntry[]): string[] {
  const running = new Set<string>()
  const outlived = new Set<string>()
  for (const entry of entries)
    if (entry.kind === 'jobStarted') running.add(entry.job)
    else if (entry.kind === 'jobEnded') running.delete(entry.job)
    else if (entry.kind === 'runStarted') for (const job of running) outlived.add(job)
  return [...outlived]
}

/** Sorted so that none comes after one that lies behind it on every path of the run. */
export function inOrder(moments: readonly Moment[]): Moment[] {
  const key = ({ place, milliseconds = 0 }: Moment): number[] => {
    const { phase, host, step, kind } = place
    return [phase, host === undefined ? kind : stepsOfHosts, step, kind, milliseconds]
  }
  return moments.toSorted((one, other) => {
    const [left, right] = [key(one), key(other)]
    const index = left.findIndex((value, position) => value !== right[position])
    return (left[index] ?? 0) - (right[index] ?? 0)
  })
}

// Between the kinds phaseStarted and phaseEnded.
const stepsOfHosts = 4.5
