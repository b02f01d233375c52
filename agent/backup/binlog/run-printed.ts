import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Child } from '../../rebuild/child.ts'

/** What changes a stream on its way. */
export type Rewrite = (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>

/**
 * Feeds what one program prints to another, and waits for both. When one fails the other is ended.
 * @throws with what the one said that failed first
 */
export async function runPrinted(printer: Child, client: Child, rewrite: Rewrite | null): Promise<void> {
  const { stdout } = printer.process
  const { stdin } = client.process
  try {
    if (stdout === null || stdin === null) throw new Error('the programs are not connected')
    if (!(await move(stdout, stdin, rewrite))) {
      printer.process.kill('SIGKILL')
      // Nobody but the client closes its input, by its end.
      await client.ended
      throw new Error('the client ended before it had read all of the binary logs')
    }
    // Before the client learns that this is all: it would run the rest of a statement that was cut off.
    await printer.ended
    stdin.end()
    await client.ended
  } finally {
    for (const child of [printer, client]) if (!child.over()) child.process.kill('SIGKILL')
  }
}

/** Whether all was taken. The input stays open. @throws what the rewriting throws */
async function move(source: Readable, sink: Writable, rewrite: Rewrite | null): Promise<boolean> {
  let refused = false
  sink.once('close', () => (refused = true)).once('error', () => (refused = true))
  try {
    if (rewrite === null) await pipeline(source, sink, { end: false })
    else await pipeline(source, rewrite, sink, { end: false })
    return true
  } catch (error) {
    if (refused) return false
    throw error
  }
}
