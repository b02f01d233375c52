import type { Replica } from './replica.ts'
import type { Server } from './server.ts'

const silenceMilliseconds = 10_000

/** One connection of a replica to its source: the dump thread there, the I/O thread here, TCP between them. */
export class Dump {
  private closed = false
  private busy = false
  private sent = 0
  private heardAt: number
  private readonly source: Server
  private readonly sourceProcess
  private readonly replica: Replica
  private readonly replicaProcess
  private readonly log

  constructor(source: Server, replica: Replica) {
    this.source = source
    this.sourceProcess = source.process
    this.replica = replica
    this.replicaProcess = replica.server.process
    this.log = source.storage.log
    this.heardAt = source.timeline.now
    for (const dump of source.source.dumps) if (dump.replica === replica) source.source.dumps.delete(dump)
    source.source.dumps.add(this)
    this.receive(0)
    this.pump()
    this.watch()
    this.beat()
  }

  /** Sends what the replica does not have yet. */
  pump(): void {
    if (this.closed || this.busy || this.sent >= this.log.length) return
    this.busy = true
    const upTo = this.log.length
    const store = () => {
      // The I/O thread waits for room, and acknowledges nothing.
      if (this.replica.server.host.disk.dataFull)
        return this.source.timeline.later(100, this.replicaProcess, store)
      this.busy = false
      this.receive(upTo)
      this.pump()
    }
    this.carry(true, store)
  }

  /** The source's end is gone: the replica learns it if the machine there can still say so. */
  sourceGone(): void {
    if (this.source.host.on) this.carry(true, () => this.replica.disconnected(this))
  }

  /** The replica hangs up. */
  close(): void {
    if (this.closed) return
    this.closed = true
    const { network, timeline, id } = this.source
    if (this.replica.server.host.on && network.open(id, this.replica.server.id))
      timeline.later(2, this.sourceProcess, () => this.source.source.dumps.delete(this))
  }

  private receive(upTo: number): void {
    if (this.closed) return
    this.heardAt = this.source.timeline.now
    for (; this.sent < upTo; this.sent += 1) {
      const transaction = this.log[this.sent]
      if (transaction !== undefined) this.replica.receive(transaction)
    }
    this.carry(false, () => !this.closed && this.source.source.acknowledge(upTo))
  }

  /** Over TCP: what a cut holds up arrives when the path is back, unless the connection has died by then. */
  private carry(toReplica: boolean, arrive: () => void): void {
    const { network, timeline, id } = this.source
    const there = this.replica.server.id
    const path = toReplica ? network.path(id, there) : network.path(there, id)
    const process = toReplica ? this.replicaProcess : this.sourceProcess
    const attempt = () => {
      if (this.closed) return
      if (path.cut) timeline.later(100, null, attempt)
      else timeline.later(0, process, arrive)
    }
    timeline.later(network.latency(id, there) + (path.loss > 0 ? 200 : 0), null, attempt)
  }

  /** Heartbeats, and patience when there are none. */
  private watch(): void {
    const { network, timeline, id } = this.source
    timeline.later(1000, this.replicaProcess, () => {
      if (this.closed) return
      if (!network.path(id, this.replica.server.id).cut && this.sourceProcess?.runs())
        this.heardAt = timeline.now
      if (timeline.now - this.heardAt > silenceMilliseconds) return this.replica.disconnected(this)
      this.watch()
    })
  }

  /** The source's heartbeats: a machine that has no such connection any more says so, and the source hangs up. */
  private beat(): void {
    const { network, timeline, id } = this.source
    timeline.later(2000, this.sourceProcess, () => {
      const { host } = this.replica.server
      const told = host.runs() && network.open(id, host.id) && this.replicaProcess?.alive !== true
      if (this.closed || told) this.source.source.dumps.delete(this)
      else this.beat()
    })
  }
}
