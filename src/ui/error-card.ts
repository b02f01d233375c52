import type { Failure } from '../run/events.ts'
import { failureOf } from '../run/failure.ts'
import { quoteWord } from '../values/shell.ts'
import { printable } from './printable.ts'
import type { HostFailure, HostState, RunState } from './run-state.ts'

/** What a card says besides the failure itself. */
export interface CardContext {
  /** The journal's path. */
  readonly log?: string
}

const mostDetails = 20
const mostTitles = 3

function indented(lines: readonly string[], mark = '  '): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `${mark}${line}`)
}

/** The evidence: its last lines, because that is where a command says what was wrong. */
function detailLines({ code, details }: Failure): string[] {
  const lines = details.flatMap((detail) => detail.split('\n'))
  // A list of findings is complete or worthless; the output of a command is read from its end.
  const listed = code.startsWith('Bad') || code === 'MissingDecisions' || code === 'NeedsNotMet'
  const shown = listed ? lines : lines.slice(-mostDetails)
  return [
    ...(shown.length < lines.length ? [`  | ... ${lines.length - shown.length} lines before`] : []),
    ...indented(shown, '  | '),
  ]
}

const ourBug =
  'This is a bug in playbook itself, not a mistake of yours. Please report it with the lines above and the log.'

function explained(failure: Failure): string[] {
  return [
    ...detailLines(failure),
    ...(failure.hint === undefined ? [] : indented([failure.hint])),
    ...(failure.code === 'Internal' ? indented([ourBug]) : []),
  ]
}

function hostLines(host: string, { title, applying, failure }: HostFailure): string[] {
  const [first = '', ...rest] = failure.message.split('\n')
  return [
    title === undefined ? `✖ ${host}: ${first}` : `✖ ${host}, step "${title}"`,
    ...indented(title === undefined ? rest : [first, ...rest]),
    ...explained(failure),
    ...(applying
      ? ['  The step had begun: resume looks at the host again and does only what is missing.']
      : []),
  ]
}

function changedLine({ name, changed }: HostState): string {
  const last = changed.slice(-mostTitles).map((title) => `"${title}"`)
  const titles = changed.length > mostTitles ? `the last: ${last.join(', ')}` : last.join(', ')
  return `  ${name}: ${changed.length} ${changed.length === 1 ? 'step' : 'steps'} (${titles})`
}

function changedLines(run: RunState): string[] {
  if (run.started?.mode === 'check') return ['Nothing was changed: this was a check.']
  const changed = [...run.hosts.values()].filter((host) => host.changed.length > 0)
  return changed.length === 0
    ? ['No step has changed anything.']
    : ['Changed so far:', ...changed.map(changedLine)]
}

/** Whether one may close the laptop now. */
function walkAwayLines(run: RunState): string[] {
  const hosts = [...run.hosts.values()]
  const jobs = hosts.flatMap(({ name, jobs: running }) =>
    [...running.values()].map((title) => `  ${name}: "${title}"`),
  )
  if (jobs.length > 0)
    return ['Still running on the hosts, and going on without you (resume attaches to it again):', ...jobs]
  const lost = hosts.filter(
    ({ failure }) => failure?.applying === true && failure.failure.code === 'ConnectionLost',
  )
  if (lost.length > 0)
    return [
      `A last short command may still be ending on ${lost.map(({ name }) => name).join(', ')}; nothing more will start.`,
    ]
  return ['Nothing is running on the hosts any more: it is safe to walk away.']
}

function nextCommand({ started }: RunState): string | undefined {
  if (!started) return undefined
  const inventory = started.inventory
  const words = started.mode === 'check' ? started.arguments : ['resume', '--inventory', inventory]
  return `npx playbook ${words.map(quoteWord).join(' ')}`
}

function headLines(run: RunState): string[] {
  const { failure, hosts, ended } = run
  const general = failure ? [`✖ ${failure.message}`, ...explained(failure)] : []
  const byHost = [...hosts.values()].flatMap((host) =>
    host.failure ? hostLines(host.name, host.failure) : [],
  )
  const stopped = ended?.outcome === 'stopped' ? ['■ Stopped, as you asked.'] : []
  return [...general, ...byHost, ...stopped]
}

/**
 * Why a run did not end well: every host's failure, what has been changed so far, whether it is safe to walk away, and
 * the exact next command. No lines for a run without a failure that was not stopped either.
 */
export function failureCard(run: RunState, { log }: CardContext): string[] {
  const head = headLines(run)
  if (head.length === 0) return []
  const next = nextCommand(run)
  const fix = run.ended?.outcome === 'stopped' ? 'To go on:' : 'When the cause is gone:'
  return [
    ...head,
    '',
    ...changedLines(run),
    ...walkAwayLines(run),
    ...(next === undefined ? [] : [`${fix} ${next}`]),
    ...(log === undefined ? [] : [`Log: ${log}`]),
  ].map(printable)
}

/** Anything that was thrown outside of a run's steps: bad usage, a bad inventory, or our own bug. */
export function errorCard(thrown: unknown, { log }: CardContext): string[] {
  const failure = failureOf(thrown)
  const unexpected = failure.code === 'Internal' ? 'unexpected error: ' : ''
  return [
    `✖ ${unexpected}${failure.message}`,
    ...explained(failure),
    ...(log === undefined ? [] : [`Log: ${log}`]),
  ].map(printable)
}
