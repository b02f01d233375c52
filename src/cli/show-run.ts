import { readRun } from '../journal/read.ts'
import type { OperationEntry } from '../journal/operation.ts'
import { readOperation } from '../journal/read-operations.ts'
import { duration } from '../ui/duration.ts'
import { jsonLine } from '../ui/json-line.ts'
import { oneLine } from '../ui/printable.ts'
import { openReport } from '../ui/report.ts'
import { wantsColours, type ProcessIo } from './io.ts'
import type { ShowRunOptions } from './options.ts'

function operationText(entry: OperationEntry): string {
  const time = entry.at.slice(0, 19)
  switch (entry.kind) {
    case 'operationStarted':
      return `${oneLine(`${time} ${entry.arguments.join(' ')}, by ${entry.who}`)}\n`
    case 'operationEvent':
      return `${oneLine(`${time} ${entry.event} ${JSON.stringify(entry.data)}`)}\n`
    case 'operationEnded':
      return `${oneLine(`${time} ${entry.outcome} in ${duration(entry.milliseconds)}: ${entry.summary}`)}\n`
  }
}

/** Replays a run from its journal, with the times of then. */
export async function showRun(
  { run, output, verbosity, diff }: ShowRunOptions,
  io: ProcessIo,
): Promise<number> {
  const { stdout, stderr, workingDirectory } = io
  const operation = readOperation(workingDirectory, run)
  if (operation !== undefined) {
    for (const entry of operation.entries)
      stdout.write(output === 'json' ? jsonLine(entry) : operationText(entry))
    return 0
  }
  const recorded = readRun(workingDirectory, run)
  let at = recorded.started.at
  const report = await openReport({
    // A list that lives has nothing to wait for in a replay.
    kind: output === 'json' ? 'json' : 'plain',
    detail: { verbosity, diff },
    stdout,
    stderr,
    colours: wantsColours(io),
    stopping: new AbortController().signal,
    now: () => new Date(at),
  })
  for (const entry of recorded.entries) {
    at = entry.at
    await report.event(entry)
  }
  await report.end({ log: recorded.file })
  return 0
}
