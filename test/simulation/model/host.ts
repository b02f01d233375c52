import type { DurableState } from '../../../agent/decide/state.ts'
import { Machine } from '../world/process.ts'
import type { Process } from '../world/process.ts'
import type { World } from '../world/world.ts'
import { AgentUnit } from './agent-unit.ts'
import type { NodeId } from './gtids.ts'
import { Keepalived } from './keepalived.ts'
import { Server } from './server.ts'

/** One node: what is lost with its power, and what is not. */
export class Host {
  readonly machine = new Machine()
  on = true
  boots = 1
  /** On the interface. */
  vip = false
  /** In memory, below /run. */
  verdict = 1
  freshAt = -Infinity
  /** What the agent wrote there: until when nobody else can lead. */
  aloneUntil: number | null = null
  readonly disk = {
    state: null as DurableState | null,
    /** Nothing is written while this lasts. */
    stuck: false,
    /** Writing the agent's state fails at once. */
    full: false,
    /** The server's disk is full: it waits, or fails. */
    dataFull: false,
    milliseconds: 3,
  }
  /** Steps of its wall clock, which decisions must not see. */
  wallOffset = 0
  agentProcess: Process | null = null
  readonly server: Server
  readonly unit: AgentUnit
  readonly keepalived: Keepalived
  private bootedAt = 0
  readonly id: NodeId
  readonly world: World

  constructor(id: NodeId, world: World) {
    this.id = id
    this.world = world
    this.server = new Server(this)
    this.unit = new AgentUnit(this)
    this.keepalived = new Keepalived(this)
    this.bootedAt = -20_000 - world.random.between(0, 900_000)
  }

  peer(): Host {
    return this.world.hosts[this.id === 'a' ? 'b' : 'a']
  }

  /** Milliseconds since boot: the only clock that the agent has. It goes on while the machine is frozen. */
  uptime(): number {
    return this.world.timeline.now - this.bootedAt
  }

  wall(): string {
    return `2026-01-01T00:00:00Z+${this.world.timeline.now + this.wallOffset}ms`
  }

  runs(): boolean {
    return this.on && !this.machine.frozen
  }

  boot(): void {
    this.server.start(this.world.random.between(0, 1500))
    this.unit.start(this.world.random.between(0, 1500))
    this.keepalived.start(this.world.random.between(0, 1500))
  }

  powerOff(): void {
    if (!this.on) return
    this.on = false
    this.vip = false
    this.verdict = 1
    this.freshAt = -Infinity
    this.aloneUntil = null
    this.unit.kill()
    this.keepalived.vanish()
    this.server.kill()
    this.world.note(this.id, 'power off')
  }

  powerOn(): void {
    if (this.on) return
    this.on = true
    this.boots += 1
    this.bootedAt = this.world.timeline.now
    this.machine.frozen = false
    this.world.note(this.id, 'power on')
    this.boot()
  }
}
