import { errorCard } from '../ui/error-card.ts'
import { PlaybookError } from '../errors.ts'
import { dispatch } from './dispatch.ts'
import type { ProcessIo } from './io.ts'
import { lastWords } from './stop.ts'

const ourBugExitCode = 1

function exitCodeOf(thrown: unknown): number {
  return thrown instanceof PlaybookError ? thrown.exitCode : ourBugExitCode
}

function cardText(thrown: unknown): string {
  return `${errorCard(thrown, {}).join('\n')}\n`
}

/** A pipe may end before we do (`| head`): what is written to it then is lost, the run is not. */
function surviveClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}

/** Takes over the process: reads its arguments, does what they ask, ends it with the exit code. */
export async function main(): Promise<never> {
  const { stdout, stderr, stdin, env } = process
  surviveClosedPipe(stdout)
  surviveClosedPipe(stderr)
  process.on('uncaughtException', (error) => {
    lastWords(cardText(error))
    process.exit(exitCodeOf(error))
  })
  const io: ProcessIo = { stdout, stderr, stdin, env, workingDirectory: process.cwd() }
  let exitCode: number
  try {
    exitCode = await dispatch(process.argv.slice(2), io)
  } catch (error) {
    exitCode = exitCodeOf(error)
    stderr.write(cardText(error))
  }
  await Promise.all([flush(stdout), flush(stderr)])
  process.exit(exitCode)
}
