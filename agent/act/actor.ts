import type { LaneAction } from '../decide/action.ts'
import type { OutcomeEvent, ProgressEvent } from '../decide/event.ts'
import type { Progress } from '../decide/rebuild-state.ts'
import type { Lane } from '../decide/state.ts'
import type { Settings } from '../settings.ts'
import { deadlines } from './deadlines.ts'
import { perform } from './perform.ts'

/** Carries actions out beside the loop and reports how each ended. */
export interface Actor {
  start(action: LaneAction): void
}

/**
 * In a lane one thing runs at a time. What comes while something runs takes its place: that is told to stop, and only
 * when it has (or after a second) does the new one begin, so that no late statement undoes a fence.
 */
export function createActor(
  settings: Settings,
  report: (event: OutcomeEvent | ProgressEvent) => void,
  work: typeof perform = perform,
): Actor {
  const lanes = new Map<Lane, { abort: AbortController; ended: Promise<void> }>()

  async function carryOut(action: LaneAction, abort: AbortController, before: Promise<void>): Promise<void> {
    await before
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(deadlines[action.kind])])
    try {
      const progress = (said: Progress) => report({ kind: 'progress', id: action.id, ...said })
      const detail = await work(action, { settings, signal, progress })
      report({ kind: 'outcome', id: action.id, ok: true, detail })
    } catch (error) {
      const detail = signal.aborted ? String((signal.reason as Error).message) : (error as Error).message
      report({ kind: 'outcome', id: action.id, ok: false, detail })
    }
  }

  return {
    start(action) {
      const running = lanes.get(action.lane)
      running?.abort.abort(new Error('something more urgent came'))
      const abort = new AbortController()
      lanes.set(action.lane, { abort, ended: carryOut(action, abort, bounded(running?.ended)) })
    },
  }
}

const patienceMilliseconds = 1000

async function bounded(ended: Promise<void> | undefined): Promise<void> {
  if (ended === undefined) return
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMilliseconds)
  })
  await Promise.race([ended, patience])
  clearTimeout(timer)
}
