import { pipeline } from 'node:stream/promises'
import { startChild } from '../../rebuild/child.ts'
import type { Child } from '../../rebuild/child.ts'
import type { Pieces } from './pieces.ts'
import { UnsealError } from './unseal-error.ts'

const argumentsFor = { compress: ['-q', '-1', '-T1', '-c'], decompress: ['-q', '-d', '-c'] } as const

/** What a shell says of a program that is not there. */
const notFound = 127

/**
 * Pipes data through the program zstd, for Node.js 20 knows none, beside the server.
 * @throws Error when it is not installed or was ended, UnsealError for data that it refuses
 */
export async function* zstd(
  source: Pieces,
  work: keyof typeof argumentsFor,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const stdio = ['pipe', 'pipe', 'pipe'] as const
  const child = startChild('zstd', argumentsFor[work], signal, { stdio: [...stdio], nice: true })
  const feeding = pipeline(source, child.process.stdin!)
  feeding.catch(() => undefined)
  try {
    yield* child.process.stdout as AsyncIterable<Buffer>
    await ended(child, feeding, signal)
  } finally {
    if (!child.over()) child.process.kill()
  }
}

/** The first cause wins: the source's failure ends the program's input, the program's end breaks the pipe. */
async function ended(child: Child, feeding: Promise<void>, signal: AbortSignal): Promise<void> {
  const [fed, done] = await Promise.allSettled([feeding, child.ended])
  signal.throwIfAborted()
  if (fed.status === 'rejected' && !isBrokenPipe(fed.reason)) throw fed.reason
  if (done.status === 'fulfilled') return
  const { exitCode } = child.process
  const cause: unknown = done.reason
  if (exitCode === notFound) throw new Error('the program zstd is not installed here', { cause })
  throw exitCode === null ? cause : new UnsealError('it cannot be decompressed', { cause })
}

function isBrokenPipe(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException
  return ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code)
}
