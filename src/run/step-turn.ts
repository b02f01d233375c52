import type { StepBinding } from '../connect/connection.ts'
import { PlaybookError } from '../errors.ts'
import { applyStep } from './apply.ts'
import type { RunContext } from './context.ts'
import { digestOf } from './digest.ts'
import { failureOf } from './failure.ts'
import type { HostState } from './host-state.ts'
import { judge, type Settled } from './look.ts'
import type { Seen } from './window.ts'

/** What a step's turn did to the host: `changed` makes everything that was probed ahead worthless. */
export type Turn = 'unchanged' | 'changed' | 'failed'

function bindingOf(context: RunContext, host: string, step: string): StepBinding {
  const failures = context.failures.get(step) ?? 0
  return {
    run: context.run,
    step: failures === 0 ? step : `${step}#${failures + 1}`,
    progress: (line) => void context.emit({ kind: 'stepProgress', step, host, line }),
    jobStarted: (job) => context.emit({ kind: 'jobStarted', step, host, job }),
    jobEnded: (job, exitCode) => context.emit({ kind: 'jobEnded', step, host, job, exitCode }),
  }
}

function publish(
  context: RunContext,
  seen: Extract<Seen, { kind: 'seen' }>,
  finding: Extract<Settled, { kind: 'ok' }>,
): void {
  const { host, step } = seen.planned
  if (step.options.publish === undefined) return
  if (finding.value === undefined)
    throw new PlaybookError(
      'Internal',
      `${step.title} shall publish ${step.options.publish}, and module ${step.module.name} found no value`,
    )
  context.published.set(host, step.options.publish, finding.value)
}

/** Under `--check`, and for what cannot be told: says so, touches nothing. */
async function onlyTell(
  context: RunContext,
  seen: Extract<Seen, { kind: 'seen' }>,
  finding: Exclude<Settled, { kind: 'ok' }>,
): Promise<Turn> {
  const {
    id: step,
    host,
    step: { module },
  } = seen.planned
  const guard = module.apply === undefined
  if (finding.kind === 'differs' && !guard) {
    const diff = finding.diff === undefined ? {} : { diff: finding.diff }
    await context.emit({ kind: 'stepWouldChange', step, host, because: finding.because, ...diff })
  } else if (context.dirty.value) {
    await context.emit({
      kind: 'stepCannotTell',
      step,
      host,
      because: `known after an earlier step (${finding.because})`,
    })
  } else {
    throw new PlaybookError('StepFailed', `${seen.planned.step.title}: ${finding.because}`)
  }
  context.dirty.value = true
  return 'unchanged'
}

async function change(
  context: RunContext,
  host: HostState,
  seen: Extract<Seen, { kind: 'seen' }>,
  finding: Extract<Settled, { kind: 'differs' }>,
  started: number,
): Promise<Turn> {
  const {
    id: step,
    step: { module },
  } = seen.planned
  const { because } = finding
  const guard = module.apply === undefined
  if (!guard) {
    const diff = finding.diff === undefined ? {} : { diff: finding.diff }
    const digest = digestOf(seen.step.params, context.key)
    await context.emit({ kind: 'stepApplying', step, host: host.name, because, digest, ...diff })
  }
  const after = await applyStep(
    host.connection,
    host.connection.writer(bindingOf(context, host.name, step)),
    seen.step,
    finding,
  )
  publish(context, seen, after)
  const milliseconds = performance.now() - started
  if (guard) await right(context, seen, after, milliseconds)
  else await context.emit({ kind: 'stepChanged', step, host: host.name, because, milliseconds })
  return 'changed'
}

async function right(
  context: RunContext,
  { planned: { id: step, host } }: Seen,
  { because, warning }: Extract<Settled, { kind: 'ok' }>,
  milliseconds: number,
): Promise<void> {
  await context.emit({
    kind: 'stepRight',
    step,
    host,
    because,
    milliseconds,
    ...(warning && { warning }),
  })
}

async function act(
  context: RunContext,
  host: HostState,
  seen: Extract<Seen, { kind: 'seen' }>,
  started: number,
): Promise<Turn> {
  const finding = await judge(host.connection, seen.step, seen.results)
  if (finding.kind === 'ok') {
    publish(context, seen, finding)
    await right(context, seen, finding, performance.now() - started)
    return 'unchanged'
  }
  if (context.mode === 'check') return onlyTell(context, seen, finding)
  if (finding.kind === 'cannotTell')
    throw new PlaybookError(
      'StepFailed',
      `${seen.planned.step.title}: cannot be told at its own turn: ${finding.because}`,
    )
  return change(context, host, seen, finding, started)
}

/** One step's turn on its host. Failures become events; nothing is thrown. */
export async function takeTurn(context: RunContext, host: HostState, seen: Seen): Promise<Turn> {
  const started = performance.now()
  const {
    id: step,
    step: { title },
  } = seen.planned
  if (seen.kind === 'skipped') {
    await context.emit({ kind: 'stepSkipped', step, host: host.name, because: 'does not apply to this host' })
    return 'unchanged'
  }
  await context.emit({ kind: 'stepChecking', step, host: host.name, title })
  try {
    if (seen.kind === 'seen') return await act(context, host, seen, started)
    if (seen.kind === 'broken') throw seen.error
    if (context.mode === 'apply' || !context.dirty.value)
      throw new PlaybookError('StepFailed', `${title}: ${seen.because}`)
    await context.emit({ kind: 'stepCannotTell', step, host: host.name, because: seen.because })
    return 'unchanged'
  } catch (error) {
    // Under --check a module may fail to read what an earlier step has not made yet: unknown, not wrong.
    if (
      context.mode === 'check' &&
      context.dirty.value &&
      !(error instanceof PlaybookError && error.exitCode === 5)
    ) {
      await context.emit({ kind: 'stepCannotTell', step, host: host.name, because: failureOf(error).message })
      return 'unchanged'
    }
    await context.emit({
      kind: 'stepFailed',
      step,
      host: host.name,
      failure: failureOf(error),
      milliseconds: performance.now() - started,
    })
    return 'failed'
  }
}
