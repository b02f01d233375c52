import { quoteWord } from '../values/shell.ts'
import { countsText } from './counts.ts'
import { duration } from './duration.ts'
import type { Paint } from './paint.ts'
import type { RunState } from './run-state.ts'

/** What the run itself does not know. */
export interface RunContext {
  /** The journal's path. */
  readonly log?: string
  /** The command to try next after a run that is done. */
  readonly next?: string
}

/** The arguments of a check, without what made it one. */
function applyCommand(words: readonly string[]): string {
  const kept = words.filter((word) => word !== '--check' && word !== '--diff')
  return ['npx playbook', ...kept.map(quoteWord)].join(' ')
}

function outcomeText(state: RunState): string {
  const { started, ended } = state
  if (!ended) return 'Not finished'
  const trips = `${ended.roundTrips} round ${ended.roundTrips === 1 ? 'trip' : 'trips'}`
  const time = `in ${duration(ended.milliseconds)}, ${trips}`
  switch (ended.outcome) {
    case 'done':
      if (started?.mode === 'check') return `All as it should be: nothing would change. Checked ${time}`
      return ended.counts.changed === 0 ? `Done, nothing had to be changed, ${time}` : `Done ${time}`
    case 'differences':
      return `Differences found, nothing was changed. Checked ${time}`
    case 'stopped':
      return `Stopped after ${duration(ended.milliseconds)}, ${trips}`
    case 'failed':
      return `Failed after ${duration(ended.milliseconds)}, ${trips}`
  }
}

function nextCommand({ started, ended }: RunState, context: RunContext): string | undefined {
  if (ended?.outcome === 'differences' && started) return applyCommand(started.arguments)
  return ended?.outcome === 'done' ? context.next : undefined
}

/**
 * The end of a run: counts by host, the time it took, where the log is, what to type next. For a run that did not end
 * well the last two stand on its card.
 */
export function summary(state: RunState, context: RunContext, paint: Paint): string[] {
  const { started, ended } = state
  const width = Math.max(0, ...[...state.hosts.keys()].map((name) => name.length))
  const hosts = [...state.hosts.values()].map(
    ({ name, counts }) => `${name.padEnd(width)}  ${countsText(counts, started?.mode ?? 'apply')}`,
  )
  const warnings = [...state.hosts.values()].flatMap(({ name, warnings: found }) =>
    found.map(({ title, because }) => `${name}: ${title}: ${because}`),
  )
  const colour = ended?.outcome === 'done' ? paint.green : paint.yellow
  const well = ended?.outcome === 'done' || ended?.outcome === 'differences'
  const next = nextCommand(state, context)
  return [
    ...warnings.map((text) => paint.yellow(`⚠ ${text}`)),
    ...hosts,
    colour(`${outcomeText(state)}.`),
    ...(well && context.log !== undefined ? [paint.dim(`Log: ${context.log}`)] : []),
    ...(next === undefined ? [] : [`Next: ${next}`]),
  ]
}
