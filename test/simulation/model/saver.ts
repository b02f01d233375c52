import type { DurableState } from '../../../agent/decide/state.ts'
import type { Process } from '../world/process.ts'
import type { Host } from './host.ts'

/** Writes one revision after the other; of those that wait only the newest counts. */
export class Saver {
  private waiting: { revision: number; durable: DurableState } | null = null
  private busy = false
  private readonly host: Host
  private readonly process: Process
  private readonly saved: (revision: number) => void

  constructor(host: Host, process: Process, saved: (revision: number) => void) {
    this.host = host
    this.process = process
    this.saved = saved
  }

  save(revision: number, durable: DurableState): void {
    this.waiting = { revision, durable }
    if (!this.busy) this.work()
  }

  private work(): void {
    const { host, process, waiting } = this
    const { timeline } = host.world
    this.busy = waiting !== null
    if (waiting === null) return
    this.waiting = null
    if (host.disk.full) return timeline.later(1, process, () => this.work())
    const attempt = (): void => {
      if (host.disk.stuck) return timeline.later(100, process, attempt)
      const boot = host.boots
      // The rename may happen although the agent dies before it hears of it.
      timeline.later(host.disk.milliseconds, null, () => {
        if (host.on && host.boots === boot) host.disk.state = waiting.durable
      })
      timeline.later(host.disk.milliseconds + 1, process, () => {
        this.saved(waiting.revision)
        this.work()
      })
    }
    attempt()
  }
}
