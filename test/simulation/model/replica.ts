import type { ReplicaStatus } from '../../../src/mysql/replica-status.ts'
import { Dump } from './dump.ts'
import { Gtids, uuids } from './gtids.ts'
import type { Transaction } from './gtids.ts'
import type { Server } from './server.ts'

/** ER_RECORD_FILE_FULL: the applier's word for a full disk. */
export const outOfRoom = 1114

/** The replicating side of a server: fetching and applying, and the relay log between them. */
export class Replica {
  configured = false
  sqlErrno = 0
  /** Milliseconds for one transaction. */
  applyMilliseconds = 1
  private ioWanted = false
  private sqlWanted = false
  private dump: Dump | null = null
  private relay: Transaction[] = []
  private retrieved = new Gtids()
  private applying = false
  private connecting = false
  readonly server: Server

  constructor(server: Server) {
    this.server = server
  }

  configure(): void {
    this.reset()
    this.configured = true
  }

  /** RESET REPLICA ALL: relay logs that were not applied are gone. */
  reset(): void {
    this.stop('io')
    this.stop('sql')
    this.configured = false
    this.sqlErrno = 0
    this.relay = []
    this.retrieved = new Gtids()
  }

  start(thread: 'io' | 'sql'): void {
    if (!this.configured) return
    if (thread === 'sql') {
      this.sqlWanted = true
      this.sqlErrno = 0
      this.apply()
    } else if (!this.ioWanted) {
      this.ioWanted = true
      this.connect()
    }
  }

  stop(thread: 'io' | 'sql'): void {
    if (thread === 'sql') this.sqlWanted = false
    else {
      this.ioWanted = false
      this.dump?.close()
      this.dump = null
    }
  }

  /** The applier met something that it cannot apply. */
  fail(errno: number): void {
    this.sqlErrno = errno
    this.sqlWanted = false
  }

  /** The process is gone. With relay_log_recovery what was fetched and not applied goes with it. */
  vanish(): void {
    this.stop('io')
    this.stop('sql')
    this.relay = []
    this.retrieved = new Gtids()
    this.applying = false
    this.connecting = false
  }

  receive(transaction: Transaction): void {
    this.retrieved.add(transaction)
    if (this.server.storage.has(transaction)) return
    this.relay.push(transaction)
    this.apply()
  }

  disconnected(dump: Dump): void {
    if (this.dump !== dump) return
    dump.close()
    this.dump = null
    this.connect()
  }

  drained(): boolean {
    return this.relay.length === 0
  }

  /** At most what is just being applied is left. */
  applied(): boolean {
    return this.relay.length < 5
  }

  status(): ReplicaStatus | null {
    if (!this.configured) return null
    const source = this.server.peer().id
    return {
      sourceHost: source,
      sourcePort: 3306,
      sourceUuid: uuids[source],
      ioRunning: !this.ioWanted ? 'No' : this.dump === null ? 'Connecting' : 'Yes',
      sqlRunning: this.sqlWanted,
      ioErrno: 0,
      ioError: '',
      sqlErrno: this.sqlErrno,
      sqlError: '',
      lagSeconds: this.relay.length > 0 ? 1 : 0,
      received: this.retrieved.text(),
      autoPosition: true,
      tls: true,
    }
  }

  connected(): boolean {
    return this.dump !== null
  }

  private connect(): void {
    const { server } = this
    if (this.connecting || !this.ioWanted || this.dump !== null) return
    this.connecting = true
    server.timeline.later(server.random.between(5, 20), server.process, () => {
      const source = server.peer()
      this.connecting = false
      if (!this.ioWanted || this.dump !== null) return
      if (server.network.open(server.id, source.id) && source.answers()) this.dump = new Dump(source, this)
      else server.timeline.later(1000, server.process, () => this.connect())
    })
  }

  private apply(): void {
    const { server } = this
    if (this.applying || !this.sqlWanted || this.relay.length === 0) return
    this.applying = true
    // With its source side on the applier waits for a replica of its own, which does not exist.
    const stall = server.source.waits() ? Math.min(server.source.timeoutMilliseconds, 60_000) : 0
    server.timeline.later(this.applyMilliseconds + stall, server.process, () => {
      this.applying = false
      const [next] = this.relay
      if (!this.sqlWanted || next === undefined) return
      if (server.host.disk.dataFull) return this.fail(outOfRoom)
      this.relay.shift()
      if (!server.storage.has(next)) server.storage.append(next)
      server.storage.commitUpTo(server.storage.log.length)
      this.apply()
    })
  }
}
