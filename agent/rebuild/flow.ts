import type { Writable } from 'node:stream'

/**
 * Writes, and resolves when more may be written, so that nothing piles up here. Leaves no listener behind: there are
 * millions of writes in one copy.
 * @throws when what is written to is gone
 */
export function writeTo(sink: Writable, bytes: Buffer): Promise<void> | undefined {
  if (sink.destroyed || sink.writableEnded) throw new Error(gone)
  return sink.write(bytes) ? undefined : drained(sink)
}

const gone = 'what takes the copy is gone'

function drained(sink: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => () => {
      sink.off('drain', flows)
      sink.off('close', ends)
      then()
    }
    const flows = settle(resolve)
    const ends = settle(() => reject(new Error(gone)))
    sink.once('drain', flows)
    sink.once('close', ends)
  })
}
