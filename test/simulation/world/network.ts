import type { Random } from './random.ts'
import type { Process } from './process.ts'
import type { Timeline } from './timeline.ts'

/** The two nodes and the witness; a client stands beside one of them. */
export type Place = 'a' | 'b' | 'w'

interface Path {
  cut: boolean
  /** Added to every message, milliseconds. */
  delay: number
  /** Shares of messages. */
  loss: number
  doubled: number
  cutAt: number
  /** What TCP is going to send again when the path is back. */
  unsent: (() => void)[]
}

/** One way from place to place each, so that a cut may have a direction. */
export class Network {
  private readonly paths = { a: pathsFromOne(), b: pathsFromOne(), w: pathsFromOne() }
  private readonly timeline: Timeline
  private readonly random: Random

  constructor(timeline: Timeline, random: Random) {
    this.timeline = timeline
    this.random = random
  }

  path(from: Place, to: Place): Path {
    return this.paths[from][to]
  }

  /** Whether a question gets through and its answer back. */
  open(one: Place, other: Place): boolean {
    return one === other || (!this.path(one, other).cut && !this.path(other, one).cut)
  }

  latency(from: Place, to: Place): number {
    return this.random.between(1, 3) + (from === to ? 0 : this.path(from, to).delay)
  }

  cut(from: Place, to: Place): void {
    const path = this.path(from, to)
    path.cut = true
    path.cutAt = this.timeline.now
  }

  heal(from: Place, to: Place): void {
    const path = this.path(from, to)
    const { unsent } = path
    Object.assign(path, { cut: false, delay: 0, loss: 0, doubled: 0, unsent: [] })
    const late = this.random.between(1, 400)
    // A connection outlives a short cut, and what was said during it arrives after all, late.
    if (this.timeline.now - path.cutAt < 10_000)
      unsent.forEach((arrive, index) => this.timeline.later(late + index, null, arrive))
  }

  /** A packet that nobody sends again. */
  datagram(from: Place, to: Place, reader: () => Process | null, arrive: () => void): void {
    const path = this.path(from, to)
    if (path.cut || (path.loss > 0 && this.random.chance(path.loss))) return
    this.deliver(this.latency(from, to), reader, arrive)
  }

  /** A message of a connection: lost ones may come late; it may come twice, or overtake another. */
  message(from: Place, to: Place, reader: () => Process | null, arrive: () => void): void {
    const path = this.path(from, to)
    if (path.cut) {
      if (path.unsent.length < 40 && this.random.chance(0.3))
        path.unsent.push(() => this.deliver(0, reader, arrive))
      return
    }
    if (path.loss > 0 && this.random.chance(path.loss)) return
    this.deliver(this.latency(from, to), reader, arrive)
    if (path.doubled > 0 && this.random.chance(path.doubled)) {
      this.deliver(this.latency(from, to) + this.random.between(0, 900), reader, arrive)
    }
  }

  private deliver(delay: number, reader: () => Process | null, arrive: () => void): void {
    this.timeline.later(delay, null, () => {
      const process = reader()
      if (process !== null) this.timeline.later(0, process, arrive)
    })
  }
}

function pathsFromOne(): Record<Place, Path> {
  return { a: wholePath(), b: wholePath(), w: wholePath() }
}

function wholePath(): Path {
  return { cut: false, delay: 0, loss: 0, doubled: 0, cutAt: 0, unsent: [] }
}
