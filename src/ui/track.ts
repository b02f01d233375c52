import type { RunEvent } from '../run/events.ts'
import { hostOf, titleOf, type Counts, type RunState } from './run-state.ts'
import { handle, type EventHandlers } from './view.ts'

const nothing = (): void => undefined

/** Handlers that bring a state up to date. */
function trackers(state: RunState): EventHandlers {
  const ends = (host: string, outcome: keyof Counts): void => {
    const entry = hostOf(state, host)
    entry.counts[outcome]++
    entry.current = undefined
  }
  return {
    runStarted(event) {
      state.started = event
      state.ended = undefined
      state.failure = undefined
      state.hosts.clear()
      for (const name of event.hosts) hostOf(state, name)
    },
    decision: nothing,
    hostConnecting: nothing,
    hostConnected: nothing,
    hostFailed({ host, failure }) {
      hostOf(state, host).failure = { failure, applying: false }
    },
    phaseStarted: nothing,
    phaseEnded: nothing,
    stepChecking({ step, host, title }) {
      state.titles.set(step, title)
      hostOf(state, host).current = { step, title, applying: false }
    },
    stepRight({ step, host, because, warning }) {
      if (warning) hostOf(state, host).warnings.push({ title: titleOf(state, step), because })
      ends(host, 'right')
    },
    stepSkipped: ({ host }) => ends(host, 'skipped'),
    stepWouldChange: ({ host }) => ends(host, 'different'),
    stepCannotTell: ({ host }) => ends(host, 'different'),
    stepApplying({ step, host }) {
      hostOf(state, host).current = { step, title: titleOf(state, step), applying: true }
    },
    stepProgress: nothing,
    jobStarted: ({ step, host, job }) =>
      void hostOf(state, host).jobs.set(`${step} ${job}`, titleOf(state, step)),
    jobEnded: ({ step, host, job }) => void hostOf(state, host).jobs.delete(`${step} ${job}`),
    stepChanged({ step, host }) {
      hostOf(state, host).changed.push(titleOf(state, step))
      ends(host, 'changed')
    },
    stepFailed({ step, host, failure }) {
      const entry = hostOf(state, host)
      const applying = entry.current?.applying === true
      entry.failure = { step, title: titleOf(state, step), applying, failure }
      ends(host, 'failed')
    },
    runFailed({ failure }) {
      state.failure = failure
    },
    runEnded(event) {
      state.ended = event
    },
  }
}

/** Brings a state up to date with one event. */
export function track(state: RunState, event: RunEvent): void {
  handle(trackers(state), event)
}
