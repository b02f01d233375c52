import { writeSync } from 'node:fs'
import { exitCodes } from '../errors.ts'

const showCursor = '\x1b[?25h'
const stderrDescriptor = 2

/** Writes at once, past everything that buffers or redraws: for the last words of a process. */
export function lastWords(text: string): void {
  const cursor = process.stdout.isTTY || process.stderr.isTTY ? showCursor : ''
  try {
    writeSync(stderrDescriptor, `${cursor}${text}`)
  } catch {
    // Nobody is there to read it any more.
  }
}

/**
 * The first SIGINT or SIGTERM asks the run to stop after the current step; the second ends the process at once: the
 * journal is on disk, and what runs under supervision on a host goes on there.
 * @param afterwards which command is for what was left then
 */
export function stopOnSignals(afterwards: string): AbortSignal {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      lastWords(`\nEnded at once. What was running on a host goes on there; ${afterwards}.\n`)
      process.exit(exitCodes.Stopped)
    }
    controller.abort()
    process.stderr.write('\nStopping after the current step; once more to end at once.\n')
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return controller.signal
}
