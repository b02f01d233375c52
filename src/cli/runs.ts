import { inventoryName } from '../inventory/find-inventory.ts'
import { listRuns, type RecordedRun } from '../journal/read.ts'
import { listOperations, type RecordedOperation } from '../journal/read-operations.ts'
import { columns } from '../ui/columns.ts'
import { countsText } from '../ui/counts.ts'
import { duration } from '../ui/duration.ts'
import { jsonLine } from '../ui/json-line.ts'
import { oneLine } from '../ui/printable.ts'
import type { ProcessIo } from './io.ts'
import type { RunsOptions } from './options.ts'

function outcomeText({ started, ended }: RecordedRun): string {
  if (!ended) return 'not finished'
  return `${ended.outcome} in ${duration(ended.milliseconds)}: ${countsText(ended.counts, started.mode)}`
}

function row(run: RecordedRun): string[] {
  const { playbook, inventory, mode, who } = run.started
  return [run.id, mode === 'check' ? `${playbook} --check` : playbook, inventory, who, outcomeText(run)]
}

function operationRow({ id, started, ended }: RecordedOperation): string[] {
  const { operation, inventory, who } = started
  const outcome = ended
    ? `${ended.outcome} in ${duration(ended.milliseconds)}: ${ended.summary}`
    : 'not finished'
  return [id, operation, inventory, who, outcome]
}

function operationLine({ id, file, started, ended }: RecordedOperation): string {
  const { operation, inventory, who, at } = started
  const { outcome, summary } = ended ?? {}
  return jsonLine({ run: id, at, operation, inventory, who, outcome, summary, file })
}

function runLine({ id, file, started, ended }: RecordedRun): string {
  const { playbook, inventory, mode, who, at } = started
  return jsonLine({
    run: id,
    at,
    playbook,
    inventory,
    mode,
    who,
    outcome: ended?.outcome,
    counts: ended?.counts,
    file,
  })
}

/** Lists what was done from the working directory, newest first. */
export async function printRuns(
  { inventory, output }: RunsOptions,
  { stdout, stderr, workingDirectory }: ProcessIo,
): Promise<number> {
  const wanted = inventory === undefined ? undefined : inventoryName(inventory)
  const here = ({ started }: { started: { inventory: string } }) =>
    wanted === undefined || started.inventory === wanted
  const asJson = output === 'json'
  const entries = [
    ...listRuns(workingDirectory)
      .filter(here)
      .map((run) => ({ id: run.id, cells: asJson ? [runLine(run)] : row(run) })),
    ...listOperations(workingDirectory)
      .filter(here)
      .map((one) => ({ id: one.id, cells: asJson ? [operationLine(one)] : operationRow(one) })),
  ].sort((a, b) => (a.id < b.id ? 1 : -1))
  if (entries.length === 0 && !asJson) stderr.write('No runs here yet.\n')
  const rows = entries.map(({ cells }) => cells)
  const lines = asJson ? rows.flat() : columns(rows).map((line) => `${oneLine(line)}\n`)
  for (const line of lines) stdout.write(line)
  return 0
}
