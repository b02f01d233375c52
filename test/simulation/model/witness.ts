import { answerLease, freshLease } from '../../../agent/link/lease.ts'
import type { LeaseReply, LeaseRequest } from '../../../agent/link/lease.ts'
import { Machine } from '../world/process.ts'
import type { Process } from '../world/process.ts'
import type { Timeline } from '../world/timeline.ts'

/** The third vote. What it has granted outlives its process. */
export class Witness {
  readonly machine = new Machine()
  process: Process | null = null
  private lease
  private readonly timeline: Timeline

  constructor(timeline: Timeline) {
    this.timeline = timeline
    // It has run for long.
    this.lease = freshLease(timeline.now - 10_000)
    this.process = this.machine.start()
  }

  answer(request: LeaseRequest): LeaseReply {
    const [lease, reply] = answerLease(this.lease, request, this.timeline.now)
    this.lease = lease
    return reply
  }

  stop(): void {
    this.process?.kill()
    this.process = null
  }

  restart(): void {
    this.stop()
    this.process = this.machine.start()
    this.lease = freshLease(this.timeline.now, this.lease)
  }
}
