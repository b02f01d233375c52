import { Readable } from 'node:stream'

/** The same items, until the signal fires: then its reason, even while the source keeps the caller waiting. */
export async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  let over = false
  try {
    for (;;) {
      const next = await orAbort(iterator.next(), signal)
      over = next.done === true
      if (next.done) return
      yield next.value
    }
  } finally {
    if (!over) release(source, iterator)
  }
}

/** An iterator answers only after the item that it was asked for before, which may never come: nobody waits for it. */
function release<T>(source: AsyncIterable<T>, iterator: AsyncIterator<T>): void {
  if (source instanceof Readable) source.destroy()
  iterator.return?.().catch(() => undefined)
}

function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
