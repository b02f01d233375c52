import type { FileHandle } from 'node:fs/promises'

const windowBytes = 128 * 1024

/** Reads a file piece by piece through one buffer: what is looked at in order costs one read for many pieces. */
export class FileWindow {
  readonly #file: FileHandle
  readonly #buffer = Buffer.allocUnsafe(windowBytes)
  #start = 0
  #filled = 0

  constructor(file: FileHandle) {
    this.#file = file
  }

  /** Up to `length` bytes (131072 at most) from a position; less at the end of the file. Valid until the next call. */
  async read(position: number, length: number): Promise<Buffer> {
    if (position < this.#start || position + length > this.#start + this.#filled) await this.#fill(position)
    const from = position - this.#start
    return this.#buffer.subarray(from, Math.min(from + length, this.#filled))
  }

  async #fill(position: number): Promise<void> {
    this.#start = position
    this.#filled = 0
    while (this.#filled < windowBytes) {
      const free = windowBytes - this.#filled
      const { bytesRead } = await this.#file.read(this.#buffer, this.#filled, free, position + this.#filled)
      if (bytesRead === 0) return
      this.#filled += bytesRead
    }
  }
}
