/** What one spool file held. */
export interface Spooled {
  readonly bytes: Buffer
  /** The file's real size; larger than `bytes` when it was cut. */
  readonly sizeBytes: number
}

/** What the elevated shell said to one request. */
export interface Answer {
  /** Exit statuses that the script noted, in its order. */
  readonly statuses: readonly number[]
  /** Spool files by number. One that is missing could not be written (the disk of /run is full). */
  readonly spooled: ReadonlyMap<number, Spooled>
  readonly elapsedMilliseconds: number
}

/**
 * Cuts one answer out of a byte stream: the nonce and the statuses on a line, a line `path size` a spool file, the nonce
 * again, then the files' bytes, each at most `limitBytes` unless it is one
 * of `whole`, without any separator. Lengths alone decide where a file ends,
 * so output may hold anything. Feed it chunks until it returns the answer; what lies behind it is `rest`.
 */
export class AnswerReader {
  readonly #nonce: string
  readonly #limitBytes: number
  readonly #whole: ReadonlySet<number>
  readonly #startedAt = performance.now()
  #head = Buffer.alloc(0)
  #statuses: number[] = []
  #sizes: [number: number, sizeBytes: number][] | undefined
  #wantedBytes = 0
  #chunks: Buffer[] = []
  #heldBytes = 0

  constructor(nonce: string, limitBytes: number, whole: ReadonlySet<number>) {
    this.#nonce = nonce
    this.#limitBytes = limitBytes
    this.#whole = whole
  }

  feed(chunk: Buffer): { answer: Answer; rest: Buffer } | undefined {
    if (this.#sizes === undefined) {
      this.#head = Buffer.concat([this.#head, chunk])
      const start = this.#head.indexOf(`${this.#nonce}:`)
      const end = start < 0 ? -1 : this.#head.indexOf(`\n${this.#nonce}\n`, start)
      if (end < 0) return undefined
      this.#readHead(this.#head.toString('latin1', start, end))
      chunk = this.#head.subarray(end + this.#nonce.length + 2)
    }
    this.#chunks.push(chunk)
    this.#heldBytes += chunk.length
    return this.#heldBytes < this.#wantedBytes ? undefined : this.#cut()
  }

  #readHead(text: string): void {
    const [statuses = '', ...files] = text.slice(this.#nonce.length + 1).split('\n')
    this.#statuses = statuses.split(' ').filter(Boolean).map(Number)
    this.#sizes = files.map((line) => {
      const [, number, size] = /\/(\d+) (\d+)$/.exec(line) ?? []
      return [Number(number), Number(size)]
    })
    for (const [number, size] of this.#sizes) this.#wantedBytes += this.#sentBytes(number, size)
  }

  #sentBytes(number: number, sizeBytes: number): number {
    return this.#whole.has(number) ? sizeBytes : Math.min(sizeBytes, this.#limitBytes)
  }

  #cut(): { answer: Answer; rest: Buffer } {
    const bytes = Buffer.concat(this.#chunks)
    const spooled = new Map<number, Spooled>()
    let offset = 0
    for (const [number, sizeBytes] of this.#sizes ?? []) {
      const end = offset + this.#sentBytes(number, sizeBytes)
      spooled.set(number, { bytes: bytes.subarray(offset, end), sizeBytes })
      offset = end
    }
    const elapsedMilliseconds = performance.now() - this.#startedAt
    return {
      answer: { statuses: this.#statuses, spooled, elapsedMilliseconds },
      rest: bytes.subarray(offset),
    }
  }
}
