import assert from 'node:assert/strict'
import type { LaneAction } from '../../../agent/decide/action.ts'
import type { Command } from '../../../agent/decide/event.ts'
import type { PeerState } from '../../../agent/decide/peer-state.ts'
import type { Policy } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import { answerLease, freshLease } from '../../../agent/link/lease.ts'
import { executedAs } from './gtids.ts'
import { bootAgent, envelope, modelNode, receive, think } from './node.ts'
import type { ModelNode } from './node.ts'

export type Id = 'a' | 'b'
export type Link = 'ab' | 'aw' | 'bw'

/** Milliseconds of one step; messages take one step, actions two. */
const step = 50
const masterDown = 750

/** Two agents, two servers, a witness and a network that can be cut, on one clock; all of it deterministic. */
export class World {
  now = 10_000
  readonly nodes: Record<Id, ModelNode>
  readonly up: Record<Link, boolean> = { ab: true, aw: true, bw: true }
  readonly keepalived: Record<Id, boolean> = { a: true, b: true }
  /** What commands were answered, and which work of a node fails. */
  readonly replies: { id: Id; ok: boolean; message: string }[] = []
  readonly failing: Record<Id, Set<string>> = { a: new Set(), b: new Set() }
  /** The kinds of work that each agent has started. */
  readonly started: Record<Id, string[]> = { a: [], b: [] }
  private witness = freshLease(this.now)
  private mail: { to: Id; at: number; message: PeerState }[] = []
  private work: { node: ModelNode; at: number; action: LaneAction; incarnation: string }[] = []
  private vrrpSilentSince: Record<Id, number> = { a: 0, b: 0 }
  private writes = 0

  constructor(policy: Partial<Policy> = {}) {
    this.nodes = { a: modelNode('a', this.now, policy), b: modelNode('b', this.now, policy) }
  }

  /** A pair as the roles leave it: b replicates from a, both adopted, a promoted. */
  static formed(policy: Partial<Policy> = {}): World {
    const world = new World(policy)
    world.nodes.b.server.replica = 'running'
    world.run(4000)
    world.command('a', { name: 'adopt', primary: 'SELF' })
    world.command('b', { name: 'adopt', primary: 'PEER' })
    world.run(8000)
    assert.deepEqual(world.roles(), { a: 'PRIMARY', b: 'STANDBY' })
    return world
  }

  roles(): Record<Id, string> {
    return { a: this.nodes.a.state.durable.role, b: this.nodes.b.state.durable.role }
  }

  command(id: Id, command: Command): void {
    this.nodes[id].events.push({ kind: 'command', id: 1, command })
  }

  killServer(id: Id, downMilliseconds = 1000): void {
    const { server } = this.nodes[id]
    Object.assign(server, {
      up: false,
      restartAt: this.now + downMilliseconds,
      readOnly: true,
      sourceEnabled: false,
      replica: 'none',
    })
  }

  /** The agent ends as its unit ends it (closing writes) and starts again from its disk. */
  restartAgent(id: Id): void {
    const node = this.nodes[id]
    node.server.readOnly = true
    node.state = bootAgent(id, node.disk, this.now, node.state.config.policy)
    Object.assign(node, {
      events: [],
      incarnation: `${node.incarnation}+`,
      sequence: 0,
      peer: { state: null, receivedAt: 0, confirmedSentAt: null },
    })
    node.lease.heldUntil = null
    this.work = this.work.filter((one) => one.node !== node)
  }

  run(milliseconds: number): void {
    for (const end = this.now + milliseconds; this.now < end;) this.tick()
  }

  private tick(): void {
    this.now += step
    for (const { to, message } of this.due(this.mail))
      if (this.up.ab) receive(this.nodes[to], message, this.now)
    for (const { node, action, incarnation } of this.due(this.work))
      if (node.incarnation === incarnation) this.perform(node, action)
    for (const node of Object.values(this.nodes)) this.turn(node)
    this.moveVip()
    this.write()
    const writable = Object.values(this.nodes).filter(({ server }) => server.up && !server.readOnly)
    assert.ok(writable.length < 2, `two writable servers at ${this.now}`)
  }

  private due<T extends { at: number }>(list: T[]): T[] {
    const due = list.filter(({ at }) => at <= this.now)
    list.splice(0, list.length, ...list.filter(({ at }) => at > this.now))
    return due
  }

  private turn(node: ModelNode): void {
    const { server, id } = node
    if (!server.up && this.now >= server.restartAt)
      Object.assign(server, { up: true, starts: server.starts + 1 })
    const { actions, tell, lease } = think(node, this.now)
    this.mail.push({ to: this.other(id), at: this.now + step, message: envelope(node, tell, this.now) })
    this.askWitness(node, lease?.term ?? null)
    for (const action of actions) {
      if ('lane' in action) {
        this.started[id].push(action.kind)
        this.work.push({ node, at: this.now + 2 * step, action, incarnation: node.incarnation })
      }
      if (action.kind === 'reply') this.replies.push({ id, ok: action.ok, message: action.message })
      if (action.kind === 'persist') {
        node.disk = structuredClone(action.durable)
        node.events.push({ kind: 'persisted', revision: action.revision })
      }
    }
  }

  private askWitness(node: ModelNode, term: number | null): void {
    node.lease.reachable = this.up[`${node.id}w`]
    if (!node.lease.reachable) {
      if (term === null) node.lease.heldUntil = null
      return
    }
    const [state, reply] = answerLease(this.witness, { node: node.id, term }, this.now)
    this.witness = state
    const heldUntil = reply.granted ? this.now + timing.backing : null
    node.lease = {
      ...node.lease,
      heldUntil,
      term: term ?? 0,
      highestTerm: reply.highestTerm,
      previous: reply.previous,
    }
  }

  private perform(node: ModelNode, action: LaneAction): void {
    const { server } = node
    const replaced = node.state.running[action.lane]?.id !== action.id
    if (action.kind === 'fence') Object.assign(server, { readOnly: true, sourceEnabled: false })
    else if (replaced) return
    const able = server.up && !this.failing[node.id].has(action.kind)
    const ok = able || action.kind === 'fence' || action.kind === 'drop-vip'
    if (ok && action.kind === 'open')
      Object.assign(server, { readOnly: false, sourceEnabled: action.semisyncSource })
    if (ok && action.kind === 'semisync') server.sourceEnabled = action.source
    if (ok && action.kind === 'detach') server.replica = 'none'
    if (ok && action.kind === 'join') server.replica = 'running'
    if (ok && action.kind === 'close') server.readOnly = true
    if (action.kind === 'drop-vip') node.vip = false
    const detail = ok && action.kind === 'close' ? executedAs(server.executed) : 'as modelled'
    node.events.push({ kind: 'outcome', id: action.id, ok, detail })
  }

  /** VRRP as configured: no preemption, a bad verdict lets go at once, silence is taken over from after a while. */
  private moveVip(): void {
    const { a, b } = this.nodes
    const mayHold = (node: ModelNode): boolean => this.keepalived[node.id] && node.state.verdict === 0
    for (const node of [a, b]) if (!mayHold(node)) node.vip = false
    if (a.vip && b.vip && this.up.ab) b.vip = false
    for (const node of [a, b]) {
      const hears = this.up.ab && this.nodes[this.other(node.id)].vip
      if (hears || node.vip || !mayHold(node)) this.vrrpSilentSince[node.id] = this.now
      else if (this.now - this.vrrpSilentSince[node.id] >= masterDown - (node.id === 'a' ? step : 0))
        node.vip = true
    }
  }

  /** Clients write through the VIP; a connected replica has everything at once. */
  private write(): void {
    for (const node of Object.values(this.nodes)) {
      const { server, vip, id } = node
      const replica = this.nodes[this.other(id)].server
      const writes = this.now % 250 === 0 && server.up && vip && !server.readOnly
      if (writes) server.executed.add(`${id}:${++this.writes}`)
      if (replica.replica === 'none' || !replica.up) continue
      replica.replica = server.up && this.up.ab ? 'running' : 'no-io'
      if (replica.replica === 'running') for (const one of server.executed) replica.executed.add(one)
    }
  }

  private other(id: Id): Id {
    return id === 'a' ? 'b' : 'a'
  }
}
