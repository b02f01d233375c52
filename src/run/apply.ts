import { setTimeout as delay } from 'node:timers/promises'
import type { HostConnection } from '../connect/connection.ts'
import { PlaybookError } from '../errors.ts'
import type { HostWriter } from '../plan/host.ts'
import { look, type ReadyStep, type Settled } from './look.ts'

const firstPauseMilliseconds = 50
const longestPauseMilliseconds = 500

/** Looks until the finding is `ok` or the time is over; gives back the last finding. */
async function settle(connection: HostConnection, step: ReadyStep, seconds: number): Promise<Settled> {
  const deadline = performance.now() + seconds * 1000
  for (let pause = firstPauseMilliseconds; ; pause = Math.min(pause * 2, longestPauseMilliseconds)) {
    const finding = await look(connection, step)
    if (finding.kind === 'ok' || performance.now() >= deadline) return finding
    await delay(pause)
  }
}

/**
 * Makes a step true and proves it by looking again. Throws what `apply` throws, or `NotConverged`. A guard is not applied:
 * it is given its settling time and then fails with its own reason.
 */
export async function applyStep(
  connection: HostConnection,
  writer: HostWriter,
  step: ReadyStep,
  finding: Extract<Settled, { kind: 'differs' }>,
): Promise<Extract<Settled, { kind: 'ok' }>> {
  const { module, title } = { ...step.planned.step }
  await module.apply?.(writer, step.params, finding.drift, step.prepared)
  const after = await settle(connection, step, module.settleSeconds?.(step.params) ?? 0)
  if (after.kind === 'ok') return after
  if (module.apply === undefined)
    throw new PlaybookError('StepFailed', `${title}: ${after.because}`, {
      hint: 'This step only looks; nothing was changed by it.',
    })
  throw new PlaybookError('NotConverged', `${title}: applied, and still ${after.because}`)
}
