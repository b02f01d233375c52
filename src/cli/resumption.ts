import { PlaybookError } from '../errors.ts'
import { changedInputs } from '../journal/inputs.ts'
import { isRunning } from '../journal/run-lock.ts'
import { unfinishedRun, type RecordedRun } from '../journal/read.ts'
import { quoteWord } from '../values/shell.ts'
import type { ProcessIo } from './io.ts'
import { findInventory } from '../inventory/find-inventory.ts'
import { questionerOf } from './questioner.ts'
import type { Output } from '../ui/view.ts'

/** An unfinished run that is gone on with. */
export interface Resumption {
  readonly run: RecordedRun
}

interface Now {
  readonly inputs: Readonly<Record<string, string>>
  readonly decisions: ReadonlyMap<string, string>
}

function decisionsOf({ entries }: RecordedRun): Map<string, string> {
  return new Map(
    entries.flatMap((entry) => (entry.kind === 'decision' ? [[entry.key, entry.value] as const] : [])),
  )
}

function inventoryOf({ started }: RecordedRun): string {
  return quoteWord(started.inventory)
}

/**
 * Says what has changed since the run began: code and inventory are told and gone on with, since every step is looked at
 * again. Throws `ResumeRefused` when a decision is another one now.
 */
export function resumeCheck(resumption: Resumption | undefined, now: Now, output: Output): void {
  if (!resumption) return
  const { run } = resumption
  const details = [...decisionsOf(run)].flatMap(([key, before]) => {
    const after = now.decisions.get(key)
    return after === undefined || after === before ? [] : [`${key} was ${before} and is ${after} now`]
  })
  if (details.length > 0)
    throw new PlaybookError('ResumeRefused', `a decision has changed since run ${run.id} began`, {
      details,
      hint: `Put it back (--decision), or begin anew: npx playbook ${run.started.playbook} --inventory ${inventoryOf(run)}`,
    })
  const changed = changedInputs(run.started.inputs, now.inputs)
  if (changed.length > 0)
    output.write(
      `Since run ${run.id} began these have changed: ${changed.join(', ')}. Every step is looked at again.\n`,
    )
}

/** The id of the unfinished run of this inventory that the person wants to go on with; without a person it is only told. */
export async function offerResumption(
  inventoryNameOrPath: string,
  io: ProcessIo,
): Promise<string | undefined> {
  const { name } = await findInventory(inventoryNameOrPath)
  const run = unfinishedRun(io.workingDirectory, name)
  if (!run || isRunning(io.workingDirectory, run.id)) return undefined
  const what = `run ${run.id} (${run.started.arguments.join(' ')}) did not finish`
  const questioner = await questionerOf(io)
  if (questioner !== undefined)
    return (await questioner.confirm(`Go on with it? ${what}`)) ? run.id : undefined
  io.stderr.write(
    `Note: ${what}; this is a new run. To go on with that one: npx playbook resume --inventory ${quoteWord(name)}\n`,
  )
  return undefined
}

/**
 * How often each step of the run failed before, for a reason that is over: where the line broke while a job was under way,
 * the job goes on on the host, and its step takes it up again.
 */
export function failuresOf(resumption: Resumption | undefined): Map<string, number> {
  const failures = new Map<string, number>()
  const underWay = new Map<string, Set<string>>()
  for (const entry of resumption?.run.entries ?? []) {
    if (entry.kind === 'jobStarted')
      underWay.set(entry.step, new Set([...(underWay.get(entry.step) ?? []), entry.job]))
    if (entry.kind === 'jobEnded') underWay.get(entry.step)?.delete(entry.job)
    if (entry.kind === 'stepFailed' && (underWay.get(entry.step)?.size ?? 0) === 0)
      failures.set(entry.step, (failures.get(entry.step) ?? 0) + 1)
  }
  return failures
}
