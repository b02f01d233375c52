import { outputLimitBytes } from './root-shell.ts'

/** One output of a job as it comes in; the end of it is kept, where the errors are. */
export class JobOutput {
  #tail = Buffer.alloc(0)
  #seenBytes: number
  #cut: boolean

  /** `fromByte`: where reading begins, when a job is joined whose earlier output is too long. */
  constructor(fromByte: number) {
    this.#seenBytes = fromByte
    this.#cut = fromByte > 0
  }

  get seenBytes(): number {
    return this.#seenBytes
  }

  get truncated(): boolean {
    return this.#cut
  }

  get text(): string {
    return this.#tail.toString()
  }

  /** Adds bytes and returns the last line that is not empty; progress bars end their lines by a carriage return. */
  add(bytes: Buffer): string | undefined {
    this.#seenBytes += bytes.length
    const whole = Buffer.concat([this.#tail, bytes])
    this.#cut ||= whole.length > outputLimitBytes
    this.#tail = whole.subarray(Math.max(0, whole.length - outputLimitBytes))
    if (bytes.length === 0) return undefined
    return this.#tail
      .subarray(-4096)
      .toString()
      .split(/[\r\n]+/)
      .findLast((line) => line.trim() !== '')
  }
}
