import type { Diff } from '../plan/finding.ts'
import type { RunEvent } from '../run/events.ts'
import { renderDiff } from './diff.ts'
import { duration } from './duration.ts'
import type { Paint } from './paint.ts'
import { oneLine } from './printable.ts'
import { titleOf, type RunState } from './run-state.ts'
import { groupPhases } from './task-groups.ts'
import { openTaskList, type TaskList } from './terminal-list.ts'
import { OpenTask } from './terminal-open-task.ts'
import { handle, type Detail, type EventHandlers, type View } from './view.ts'

export interface TerminalSettings {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Brought up to date before each event is shown. */
  readonly state: RunState
  readonly detail: Detail
  readonly paint: Paint
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMilliseconds: () => number
  /** Aborted when the person has asked the run to stop. */
  readonly stopping: AbortSignal
}

const framesApartMilliseconds = 100
/** Steps that took longer keep a line of their own. */
const slowMilliseconds = 1000

interface Outcome {
  readonly step: string
  readonly host: string
  readonly because: string
  readonly milliseconds?: number
}

/**
 * The live list: roles as tasks, hosts below, the current step, the last line of what runs. Connections come before the
 * list, because a host key or a password may have to be asked for; what files change comes after it.
 */
export function terminalView(settings: TerminalSettings): View {
  const { stdout, stderr, state, detail, paint, nowMilliseconds, stopping } = settings
  const diffs: string[] = []
  let list: TaskList | undefined
  let open: OpenTask | undefined
  let frames: NodeJS.Timeout | undefined

  const line = (text: string): void => void stdout.write(`${text}\n`)
  const draw = (): void => open?.draw(nowMilliseconds(), stopping.aborted)
  const rowOf = (host: string) => open?.rows.get(host)

  const startList = (): void => {
    list = openTaskList(
      groupPhases(state.started?.phases ?? []).map(({ title }) => title),
      stdout,
      stderr,
    )
    frames = setInterval(draw, framesApartMilliseconds)
  }
  const finishTask = (): void => {
    open?.finish(nowMilliseconds())
    open = undefined
  }
  const keep = ({ step, host, because, milliseconds = 0 }: Outcome, word: string, always: boolean): void => {
    const slow = milliseconds >= slowMilliseconds
    if (!always && !slow && detail.verbosity === 0) return
    const why = always || detail.verbosity > 0 ? `: ${oneLine(because)}` : ''
    rowOf(host)?.kept.push(`${word}${titleOf(state, step)}${why}${slow ? `  ${duration(milliseconds)}` : ''}`)
  }
  const keepDiff = ({ step, host, diff }: { step: string; host: string; diff?: Diff }): void => {
    if (diff && detail.diff) diffs.push('', `${host}: ${titleOf(state, step)}`, ...renderDiff(diff, paint))
  }

  const handlers: EventHandlers = {
    runStarted({ playbook, inventory, mode, hosts, phases, resumes }) {
      const steps = phases.reduce((sum, phase) => sum + phase.steps, 0)
      const verb = mode === 'check' ? 'Checking' : resumes ? 'Resuming' : 'Running'
      line(paint.bold(`${verb} ${playbook} on ${inventory}: ${hosts.join(', ')}, ${steps} steps`))
    },
    decision: () => undefined,
    hostConnecting: () => undefined,
    hostConnected: ({ host, description, milliseconds }) =>
      line(`${paint.green('✔')} ${host}  ${description}  ${paint.dim(duration(milliseconds))}`),
    hostFailed: ({ host, failure }) => line(`${paint.red('✖')} ${host}  ${oneLine(failure.message)}`),
    phaseStarted({ stage, role, phase, hosts }) {
      if (open?.is(stage, role) !== true) {
        finishTask()
        if (!list) startList()
        const groups = groupPhases(state.started?.phases ?? [])
        const index = groups.findIndex((group) => group.stage === stage && group.role === role)
        for (const passed of list?.tasks.slice(0, Math.max(0, index)) ?? []) passed.finish()
        const [task, group] = [list?.tasks[index], groups[index]]
        if (task && group) open = new OpenTask({ task, group, hosts, state, since: nowMilliseconds() })
      }
      open?.enter(phase)
      draw()
    },
    phaseEnded: draw,
    stepChecking({ host }) {
      const row = rowOf(host)
      if (row) Object.assign(row, { live: '', stepSince: nowMilliseconds() })
    },
    stepRight: (event) => keep(event, '', false),
    stepSkipped: (event) => keep(event, 'skipped: ', false),
    stepWouldChange(event) {
      keep(event, 'would change: ', true)
      keepDiff(event)
    },
    stepCannotTell: (event) => keep(event, 'cannot tell: ', true),
    stepApplying: keepDiff,
    stepProgress({ host, line: text }) {
      const row = rowOf(host)
      if (!row) return
      row.live = oneLine(text)
      if (detail.verbosity >= 2) row.kept.push(row.live)
    },
    jobStarted: () => undefined,
    jobEnded: () => undefined,
    stepChanged: (event) => keep(event, '', false),
    stepFailed: draw,
    runFailed: ({ failure }) => line(`${paint.red('✖')} ${oneLine(failure.message)}`),
    runEnded: finishTask,
  }
  return {
    event: (event: RunEvent) => handle(handlers, event),
    async end() {
      clearInterval(frames)
      finishTask()
      await list?.end()
      for (const text of diffs) line(text)
    },
  }
}
