import { inventoryName } from '../inventory/find-inventory.ts'
import { listRuns, type RecordedRun } from '../journal/read.ts'
import { countsText } from '../ui/counts.ts'
import { duration } from '../ui/duration.ts'
import { printable } from '../ui/printable.ts'
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

/** Columns as wide as their widest cell, two spaces apart. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? '').length)),
  )
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function jsonLine({ id, file, started, ended }: RecordedRun): string {
  const { playbook, inventory, mode, who, at } = started
  return JSON.stringify({
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

/** Lists the runs of the working directory, newest first. */
export async function printRuns(
  { inventory, output }: RunsOptions,
  { stdout, stderr, workingDirectory }: ProcessIo,
): Promise<number> {
  const wanted = inventory === undefined ? undefined : inventoryName(inventory)
  const runs = listRuns(workingDirectory).filter(
    ({ started }) => wanted === undefined || started.inventory === wanted,
  )
  if (runs.length === 0 && output !== 'json') stderr.write('No runs here yet.\n')
  const lines = output === 'json' ? runs.map(jsonLine) : table(runs.map(row)).map(printable)
  for (const line of lines) stdout.write(`${line}\n`)
  return 0
}
