import { Writable } from 'node:stream'

/** A stream that keeps what is written to it, and says that it is a terminal if asked to. */
export class FakeStream extends Writable {
  readonly isTTY: boolean
  columns = 100
  rows = 40
  text = ''

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }

  /** As the views and the command line take it. */
  asTerminal(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream
  }
}

/** Waits until a condition holds, at most two seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 2000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`in two seconds it did not come true that ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
