import type { Diff } from '../plan/finding.ts'
import type { Failure, RunEvent } from '../run/events.ts'
import { countsSince, countsText } from './counts.ts'
import { renderDiff } from './diff.ts'
import { duration } from './duration.ts'
import { noColours } from './paint.ts'
import { newCounts, titleOf, type Counts, type RunState } from './run-state.ts'
import { handle, type Detail, type EventHandlers, type Output, type View } from './view.ts'

/** A command's output is shown at most this often when it is not asked for: proof of life in a log. */
const quietSeconds = 30

export interface PlainSettings {
  readonly output: Output
  /** Brought up to date before each event is shown. */
  readonly state: RunState
  readonly detail: Detail
  readonly now: () => Date
}

function clock(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** One line for every event that matters, each with its time; no control codes. For logs and pipes. */
export function plainView({ output, state, detail, now }: PlainSettings): View {
  const atPhaseStart = new Map<string, Counts>()
  const lastLineAt = new Map<string, number>()
  const line = (text: string): void => void output.write(`${clock(now())} ${text}\n`)
  const below = (lines: readonly string[]): void =>
    lines.forEach((text) => void output.write(`    ${text}\n`))
  const verbose = (text: string): void => {
    if (detail.verbosity >= 1) line(text)
  }
  const stepText = (word: string, { step, host, because }: StepLine): string =>
    `${host}: ${word} "${titleOf(state, step)}": ${because}`
  const showDiff = (diff: Diff | undefined): void => {
    if (diff && detail.diff) below(renderDiff(diff, noColours))
  }
  const failed = (what: string, { message, details }: Failure): void => {
    line(`${what}: ${message}`)
    below(details.flatMap((detail) => detail.split('\n')))
  }
  const phaseText = (stage: string, role: string, phase: string): string => `${stage}, ${role}: ${phase}`

  const handlers: EventHandlers = {
    runStarted(event) {
      const { playbook, inventory, mode, run, hosts, phases, resumes } = event
      const steps = phases.reduce((sum, phase) => sum + phase.steps, 0)
      const verb = mode === 'check' ? 'Checking' : resumes ? 'Resuming' : 'Running'
      line(`${verb} ${playbook} on ${inventory} (${hosts.join(', ')}), ${steps} steps, run ${run}`)
    },
    decision: ({ key, value }) => line(`decision ${key} = ${value}`),
    hostConnecting: ({ host }) => verbose(`${host}: connecting`),
    hostConnected: ({ host, description, milliseconds }) =>
      line(`${host}: connected in ${duration(milliseconds)} (${description})`),
    hostFailed: ({ host, failure }) => failed(`${host}: FAILED`, failure),
    phaseStarted({ stage, role, phase }) {
      for (const { name, counts } of state.hosts.values()) atPhaseStart.set(name, { ...counts })
      verbose(`== ${phaseText(stage, role, phase)}`)
    },
    phaseEnded({ stage, role, phase }) {
      const mode = state.started?.mode ?? 'apply'
      const counts = [...state.hosts.values()].map((host) => {
        const before = atPhaseStart.get(host.name) ?? newCounts()
        return `${host.name} ${countsText(countsSince(host.counts, before), mode)}`
      })
      line(`== ${phaseText(stage, role, phase)}: ${counts.join('; ')}`)
    },
    stepChecking: () => undefined,
    stepRight: (event) =>
      event.warning ? line(stepText('WARNING', event)) : verbose(stepText('right', event)),
    stepSkipped: (event) => verbose(stepText('skipped', event)),
    stepWouldChange(event) {
      line(stepText('would change', event))
      showDiff(event.diff)
    },
    stepCannotTell: (event) => line(stepText('cannot tell', event)),
    stepApplying(event) {
      lastLineAt.set(event.step, now().getTime())
      verbose(stepText('changing', event))
      showDiff(event.diff)
    },
    stepProgress(event) {
      const quietMilliseconds = now().getTime() - (lastLineAt.get(event.step) ?? 0)
      if (detail.verbosity < 2 && quietMilliseconds < quietSeconds * 1000) return
      lastLineAt.set(event.step, now().getTime())
      line(`${event.host}: "${titleOf(state, event.step)}" | ${event.line}`)
    },
    jobStarted: ({ step, host }) => line(`${host}: working on "${titleOf(state, step)}"`),
    jobEnded: ({ host, job, exitCode }) => verbose(`${host}: job ${job} ended with status ${exitCode}`),
    stepChanged: (event) => line(`${stepText('changed', event)} (${duration(event.milliseconds)})`),
    stepFailed: ({ step, host, failure }) => failed(`${host}: FAILED "${titleOf(state, step)}"`, failure),
    runFailed: ({ failure }) => failed('FAILED', failure),
    runEnded: () => undefined,
  }
  return {
    event: (event: RunEvent) => handle(handlers, event),
    async end() {
      // Every line is out already.
    },
  }
}

interface StepLine {
  readonly step: string
  readonly host: string
  readonly because: string
}
