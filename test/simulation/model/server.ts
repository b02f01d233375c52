import type { MysqlFacts } from '../../../agent/decide/observation.ts'
import type { Host } from './host.ts'
import { uuids } from './gtids.ts'
import { Replica } from './replica.ts'
import { Source } from './source.ts'
import { Storage } from './storage.ts'

/** One mysqld and the data that outlives it. */
export class Server {
  readonly storage = new Storage()
  readonly source = new Source(this)
  readonly replica = new Replica(this)
  readOnly = true
  process: Host['agentProcess'] = null
  /** `starting`: the process is there and its port is not. */
  phase: 'down' | 'starting' | 'up' = 'down'
  starts = 0
  /** Errors 1040 and the like instead of a session. */
  full = false
  startMilliseconds = 400
  private stopped = false
  /** Whoever waits for an answer of this process. */
  readonly waiting = new Set<() => void>()
  readonly host: Host

  constructor(host: Host) {
    this.host = host
  }

  get id() {
    return this.host.id
  }
  get timeline() {
    return this.host.world.timeline
  }
  get network() {
    return this.host.world.network
  }
  get random() {
    return this.host.world.random
  }

  peer(): Server {
    return this.host.peer().server
  }

  /** Takes part in a conversation. */
  answers(): boolean {
    return this.phase === 'up' && this.process?.runs() === true
  }

  /** Clients could write, if they reached it. */
  writable(): boolean {
    return this.phase === 'up' && !this.readOnly
  }

  /** Stopped for a rebuild: its data is gone, and nobody starts it before the copy is there. */
  empty(): void {
    this.stopped = true
    this.kill()
    this.storage.tear()
  }

  /** The copy is there. */
  letGo(): void {
    this.stopped = false
    this.start(100)
  }

  /** What the process table shows. */
  instance(): string | null {
    return this.phase === 'down' ? null : `${this.host.boots}:${this.starts}`
  }

  /** systemd starts it; recovery takes a while. */
  start(delay: number): void {
    const { host, timeline } = this
    const boot = host.boots
    const starts = ++this.starts
    timeline.later(delay, null, () => {
      if (!host.on || host.boots !== boot || this.starts !== starts || this.stopped) return
      // Its unit waits for room.
      if (host.disk.dataFull) return this.start(1000)
      this.process = host.machine.start()
      this.phase = 'starting'
      timeline.later(this.startMilliseconds, this.process, () => this.begin())
    })
  }

  /** SIGKILL, a crash, or power-off. What commits were waiting is in the binary log. systemd starts it again. */
  kill(): void {
    const { process } = this
    if (process === null) return
    process.kill()
    this.process = null
    this.phase = 'down'
    this.source.vanish()
    this.replica.vanish()
    const { waiting } = this
    for (const fail of waiting) fail()
    waiting.clear()
    this.host.world.note(this.id, 'mysqld died')
    if (!this.stopped) this.start(100)
  }

  facts(sampledAt: number): MysqlFacts {
    return {
      sampledAt,
      instance: this.instance(),
      style: 'uuid',
      version: '9.7.4',
      serverUuid: uuids[this.id],
      serverId: this.id === 'a' ? 1 : 2,
      readOnly: this.readOnly,
      executed: this.storage.executed.text(),
      purged: '',
      replica: this.replica.status(),
      semisync: {
        sourceEnabled: this.source.enabled,
        sourceOn: this.source.waits(),
        clients: this.source.dumps.size,
        replicaOn: this.replica.connected(),
      },
    }
  }

  private begin(): void {
    const { mysql } = this.host.world.configuration
    this.phase = 'up'
    this.readOnly = mysql.bootsReadOnly
    this.storage.recover(mysql.durable)
    if (mysql.bootsAsSource) this.source.switch(true)
    if (mysql.bootsReplicating) {
      this.replica.start('io')
      this.replica.start('sql')
    }
    this.host.world.note(this.id, 'mysqld is up')
  }
}
