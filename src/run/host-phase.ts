import type { PlannedStep } from '../plan/plan.ts'
import type { RunContext } from './context.ts'
import { failureOf } from './failure.ts'
import type { HostState } from './host-state.ts'
import { takeTurn } from './step-turn.ts'
import { seeAhead, type Seen } from './window.ts'

/**
 * One host's steps of one phase, in order. The coming steps are probed in one round trip; the first that changes
 * something throws away what was probed ahead, and the window starts again at one step and doubles while all is right.
 */
export async function runHostPhase(
  context: RunContext,
  host: HostState,
  steps: readonly PlannedStep[],
): Promise<'done' | 'failed' | 'stopped'> {
  let size = steps.length
  for (let next = 0; next < steps.length;) {
    if (context.signal.aborted) return 'stopped'
    let seen: Seen[]
    try {
      seen = await seeAhead(context, host, steps.slice(next), size)
    } catch (error) {
      const step = steps[next]?.id ?? ''
      await context.emit({
        kind: 'stepFailed',
        step,
        host: host.name,
        failure: failureOf(error),
        milliseconds: 0,
      })
      return 'failed'
    }
    size = Math.min(size * 2, steps.length)
    for (const step of seen) {
      if (context.signal.aborted) return 'stopped'
      const turn = await takeTurn(context, host, step)
      if (turn === 'failed') return 'failed'
      next++
      if (turn === 'changed') {
        size = 1
        break
      }
    }
  }
  return 'done'
}
