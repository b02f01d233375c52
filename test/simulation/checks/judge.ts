import type { LaneAction } from '../../../agent/decide/action.ts'
import type { PeerObservation } from '../../../agent/decide/observation.ts'
import type { AgentState } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import type { NodeId } from '../model/gtids.ts'
import type { Host } from '../model/host.ts'
import type { World } from '../world/world.ts'
import { Ledger } from './ledger.ts'
import { Violation } from './violation.ts'
import { Watch } from './watch.ts'

/** What is counted of a run. */
export interface Tally {
  promotions: number
  divergences: number
  /** Acknowledged without the replica's acknowledgement. */
  degraded: number
  /** Acknowledged after the other node was granted a higher term. */
  late: number
  /** Rows that a person, or the patience of `availability`, gave up. */
  givenUp: number
  writes: number
  checks: number
  rebuilds: number
  switchovers: number
  /** Milliseconds with two writable nodes, where that is allowed. */
  split: number
}

const mostActionsOfAKind = 400

/** Sees everything, and throws when a promise is broken. */
export class Judge {
  readonly tally: Tally = {
    promotions: 0,
    divergences: 0,
    degraded: 0,
    late: 0,
    givenUp: 0,
    writes: 0,
    checks: 0,
    rebuilds: 0,
    switchovers: 0,
    split: 0,
  }
  readonly ledger: Ledger
  private readonly watch: Watch
  private readonly granted: Record<NodeId, number> = { a: 0, b: 0 }
  /** Terms in which writes were open; one that was decided on and died with its node counts for nobody. */
  private readonly ledIn: Record<NodeId, number> = { a: 0, b: 0 }
  private readonly actions = new Map<string, number>()
  private readonly world: World

  constructor(world: World) {
    this.world = world
    this.ledger = new Ledger(world, this.tally)
    this.watch = new Watch(world, this.tally)
  }

  /** After every step. */
  check(): void {
    this.tally.checks += 1
    this.watch.look()
  }

  newRow(node: NodeId): number {
    this.tally.writes += 1
    return this.ledger.newRow(node)
  }

  acknowledged(host: Host, row: number, bySemisync: boolean): void {
    const other = host.peer().id
    if (this.granted[other] > this.granted[host.id]) {
      this.tally.late += 1
      const mistaken = this.watch.twoVotes() && !this.watch.excused(host)
      if (this.world.policy.semisync === 'consistency' && mistaken)
        throw new Violation(
          'nothing is acknowledged after a higher term',
          `row ${row} on ${host.id}, while ${other} has term ${this.granted[other]}`,
        )
    }
    if (!bySemisync) this.tally.degraded += 1
    this.ledger.acknowledge(row, bySemisync)
  }

  /** An agent has decided. */
  turned(host: Host, before: AgentState, after: AgentState, peer: PeerObservation): void {
    const { id } = host
    if (after.durable.term < before.durable.term)
      throw new Violation('terms only grow', `${id}: ${before.durable.term}, then ${after.durable.term}`)
    this.lookForLower(host, after, peer)
    const role = after.durable.role
    if (before.durable.role === role) return this.renewed(host, before, after)
    this.world.note(id, () => `${before.durable.role} -> ${role}: ${after.durable.reason}`)
    if (role === 'DIVERGED') this.diverged(host)
    if (role !== 'PRIMARY') return
    this.tally.promotions += 1
    this.grant(host, before, after)
  }

  /** VRRP may not choose between two primaries: who has just heard the one with the higher term is none any more. */
  private lookForLower(host: Host, { durable }: AgentState, { state, receivedAt }: PeerObservation): void {
    const heard = state?.role === 'PRIMARY' && host.uptime() - receivedAt < timing.peerSilent
    if (heard && durable.role === 'PRIMARY' && state.primaryTerm > durable.primaryTerm)
      throw new Violation('of two primaries the higher term wins', `${host.id} goes on`)
  }

  /** A primary goes on in a newer term. */
  private renewed(host: Host, before: AgentState, after: AgentState): void {
    const { role, primaryTerm } = after.durable
    if (role !== 'PRIMARY' || primaryTerm === before.durable.primaryTerm) return
    this.grant(host, before, after)
    if (host.server.writable()) this.ledIn[host.id] = primaryTerm
  }

  private grant(host: Host, before: AgentState, after: AgentState): void {
    const { id } = host
    const term = after.durable.primaryTerm
    const other = host.peer().id
    // Without a third vote two sides of a cut, that cannot know of each other, may lead in any order: in different terms.
    const ordered = this.world.policy.failover === 'automatic'
    const used = term === this.granted[other] && !forgot(host.peer(), term)
    if (used || (ordered && term < this.granted[other]))
      throw new Violation(
        'one term, one primary',
        `${id} takes term ${term}, ${other} has had ${this.granted[other]}`,
      )
    this.granted[id] = term
    this.ledger.promoted(host, before)
  }

  private diverged(host: Host): void {
    this.tally.divergences += 1
    if (this.ledger.strangeTo(host, host.peer()).length === 0)
      throw new Violation('only a diverged node is called so', host.id)
  }

  /** Writes open on a node. */
  opened(host: Host): void {
    const term = host.unit.agent?.state.durable.primaryTerm ?? 0
    const onDisk = host.disk.state?.primaryTerm ?? 0
    if (onDisk < term)
      throw new Violation('the term is on disk before writes open', `${host.id}: ${term}, on disk ${onDisk}`)
    if (host.server.storage.torn) throw new Violation('half a copy never leads', host.id)
    this.ledIn[host.id] = term
  }

  /** A replica starts to follow. */
  joined(host: Host): void {
    if (host.server.storage.torn) throw new Violation('half a copy never follows', host.id)
    const strange = this.ledger.strangeTo(host, host.peer())
    if (strange.length > 0)
      throw new Violation('a diverged node is never joined', `${host.id} has ${strange.join(' ')}`)
  }

  /** Data is about to be thrown away for a copy of the peer's. */
  discards(host: Host): void {
    this.tally.rebuilds += 1
    const dumped = host.unit.agent?.state.durable.divergence?.dump ?? ''
    this.ledger.discard(host, dumped !== '')
  }

  started(host: Host, { kind }: LaneAction): void {
    if (kind === 'close') this.tally.switchovers += 1
    const key = `${host.id} ${kind}`
    const count = (this.actions.get(key) ?? 0) + 1
    this.actions.set(key, count)
    if (count > mostActionsOfAKind) throw new Violation('no action is repeated for ever', key)
  }

  /** All is quiet: who leads is right, and has what it must have. */
  settled(leader: Host): void {
    const other = leader.peer().id
    if (this.ledIn[other] > this.granted[leader.id])
      throw new Violation('the highest term leads in the end', `${leader.id}, although ${other} led later`)
    this.ledger.settle(leader)
  }

  /** A machine, an agent or a server goes on after it was frozen. */
  thawed(id: NodeId): void {
    this.watch.thawed(id)
  }

  /** A person takes the risk of two writers. */
  risked(): void {
    this.watch.risked()
  }
}

/** It decided to lead in this term and died before that was on its disk: writes were not open in it, and nobody heard of it. */
function forgot({ disk, unit }: Host, term: number): boolean {
  return disk.state?.primaryTerm !== term && unit.agent?.state.durable.primaryTerm !== term
}
