import type { NodeId } from '../model/gtids.ts'
import type { Host } from '../model/host.ts'
import type { World } from '../world/world.ts'
import type { Tally } from './judge.ts'
import { Violation } from './violation.ts'

const thawMilliseconds = 1000
/** What the model's own steps take beyond the promised two seconds. */
const tolerance = 150
const withoutVipMilliseconds = 2000
/** With its agent frozen or dead a node waits for somebody else to notice. */
const unattendedMilliseconds = 5000
/** The check's age limit, its interval, and the moment that it waits for a sign of life. */
const checkMilliseconds = 3300

/** The promises about what is open at any moment. */
export class Watch {
  private readonly thawedAt: Record<NodeId, number> = { a: -Infinity, b: -Infinity }
  private readonly bareSince: Record<NodeId, number | null> = { a: null, b: null }
  private readonly unattendedAt: Record<NodeId, number> = { a: -Infinity, b: -Infinity }
  private readonly agentFrozenAt: Record<NodeId, number> = { a: -Infinity, b: -Infinity }
  private readonly frozenSince: Record<NodeId, number | null> = { a: null, b: null }
  private readonly abandonedAt: Record<NodeId, number> = { a: -Infinity, b: -Infinity }
  private bothSince: number | null = null
  private risk = false
  private readonly world: World
  private readonly tally: Tally

  constructor(world: World, tally: Tally) {
    this.world = world
    this.tally = tally
  }

  /** Whether two writers can only come from a mistake. */
  twoVotes(): boolean {
    return this.world.policy.failover === 'automatic' && !this.risk
  }

  risked(): void {
    this.risk = true
  }

  thawed(id: NodeId): void {
    this.thawedAt[id] = this.world.timeline.now
  }

  look(): void {
    const { a, b } = this.world.hosts
    this.noteFrozen(a)
    this.noteFrozen(b)
    this.lookForTwo(open(a) && open(b))
    this.lookForBare(a)
    this.lookForBare(b)
  }

  private lookForTwo(both: boolean): void {
    const { now } = this.world.timeline
    if (!both) {
      if (this.bothSince !== null) this.tally.split += now - this.bothSince
      this.bothSince = null
      return
    }
    this.bothSince ??= now
    const { a, b } = this.world.hosts
    if (!this.twoVotes() || now === this.bothSince || this.excused(a) || this.excused(b)) return
    throw new Violation('never two writable nodes', `since ${this.bothSince}`)
  }

  /** Whether two writers are nobody's mistake: this one is just thawed, or its frozen agent is only just being ended. */
  excused({ id }: Host): boolean {
    const since = Math.max(this.thawedAt[id], this.agentFrozenAt[id])
    return this.world.timeline.now - since <= thawMilliseconds + tolerance
  }

  /**
   * A node with a frozen agent goes on until keepalived's check ends that agent, which is later than its votes run out; with
   * keepalived dead too nobody does. Whoever ends it then closes writes.
   */
  private noteFrozen({ id, agentProcess, keepalived }: Host): void {
    if (agentProcess?.alive !== true || !agentProcess.frozen) {
      this.frozenSince[id] = null
      return
    }
    const { now } = this.world.timeline
    const since = (this.frozenSince[id] ??= now)
    if (!keepalived.runs()) this.abandonedAt[id] = now
    if (now - since <= checkMilliseconds || !keepalived.runs()) this.agentFrozenAt[id] = now
  }

  private lookForBare(host: Host): void {
    const { id } = host
    const { now } = this.world.timeline
    if (host.vip || !open(host) || host.disk.state?.role === 'FORMING' || host.disk.state === null) {
      this.bareSince[id] = null
      return
    }
    const since = (this.bareSince[id] ??= now)
    if (host.agentProcess?.runs() !== true) this.unattendedAt[id] = now
    const attended = this.unattendedAt[id] < since
    const from = Math.max(since, this.thawedAt[id], this.abandonedAt[id])
    const limit = attended ? withoutVipMilliseconds : unattendedMilliseconds
    if (now - from > limit + tolerance)
      throw new Violation('no node is writable for long without the VIP', `${id} since ${since}`)
  }
}

/** Clients could write there now. */
function open(host: Host): boolean {
  return host.on && host.server.writable() && host.server.answers()
}
