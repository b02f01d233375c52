import { readRun } from '../journal/read.ts'
import { openReport } from '../ui/report.ts'
import { wantsColours, type ProcessIo } from './io.ts'
import type { ShowRunOptions } from './options.ts'

/** Replays a run from its journal, with the times of then. */
export async function showRun(
  { run, output, verbosity, diff }: ShowRunOptions,
  io: ProcessIo,
): Promise<number> {
  const { stdout, stderr, workingDirectory } = io
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
