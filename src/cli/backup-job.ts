import type { HostConnection } from '../connect/connection.ts'
import { PlaybookError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import type { PairNode } from '../pair/node.ts'
import { oneLine } from '../ui/printable.ts'
import type { ShellCommand } from '../values/shell.ts'
import { lineReader } from './line-reader.ts'
import type { Tell } from './tell.ts'

/** How a long command on a node ended. */
export type JobEnd =
  | { readonly kind: 'done'; readonly lines: readonly string[] }
  | { readonly kind: 'failed'; readonly because: string }
  /** The person stopped watching; the command goes on on the host. */
  | { readonly kind: 'stopped' }

interface Watching {
  readonly operation: Operation
  readonly stopping: AbortSignal
  readonly tell: Tell
}

/**
 * Runs a long command on a node, where it goes on when the line breaks, and tells its lines as they come. The node stays
 * locked for other people's work until it ends. Throws what connecting throws.
 */
export async function runOnNode(node: PairNode, command: ShellCommand, watching: Watching): Promise<JobEnd> {
  const { operation, stopping } = watching
  const connection = await node.connection()
  await operation.record('started', { node: node.name, command: command.script })
  const ended = await Promise.race([follow(connection, node.name, command, watching), aborted(stopping)])
  await operation.record('ended', { node: node.name, ...ended })
  return ended
}

async function follow(
  connection: HostConnection,
  node: string,
  command: ShellCommand,
  { operation, tell }: Watching,
): Promise<JobEnd> {
  const lines: string[] = []
  const say = (line: string): void => tell('progress', `  ${oneLine(line)}`, { node })
  const reader = lineReader((line) => {
    lines.push(oneLine(line))
    say(line)
  })
  const writer = connection.writer({
    run: operation.id,
    step: node,
    progress: say,
    output: (bytes) => reader.add(bytes),
    jobStarted: (job) => operation.record('jobStarted', { node, job }),
    jobEnded: (job, exitCode) => operation.record('jobEnded', { node, job, exitCode }),
  })
  try {
    await writer.job(command)
    reader.end()
    return { kind: 'done', lines }
  } catch (error) {
    reader.end()
    if (!(error instanceof PlaybookError)) throw error
    if (error.code === 'CommandFailed')
      return {
        kind: 'failed',
        because: oneLine(error.details.at(-1) ?? error.message).replace(/^mysqlha: /, ''),
      }
    if (error.code !== 'ConnectionLost') throw error
    throw new PlaybookError('ConnectionLost', error.message, {
      hint: `What was begun on ${node} goes on there; see afterwards: npx playbook restore ${node} --list --inventory NAME`,
      cause: error,
    })
  }
}

function aborted(signal: AbortSignal): Promise<JobEnd> {
  return new Promise((resolve) => {
    const stop = (): void => resolve({ kind: 'stopped' })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
