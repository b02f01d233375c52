import type { Action } from '../../../../agent/decide/action.ts'
import type { Command } from '../../../../agent/decide/event.ts'
import type { DurableState } from '../../../../agent/decide/state.ts'
import { timing } from '../../../../agent/decide/timing.ts'
import { makeStatus } from '../../../../agent/make-status.ts'
import type { NodeStatus } from '../../../../agent/status.ts'
import { bootAgent, envelope, modelNode, policy, receive, think } from '../node.ts'
import type { ModelNode } from '../node.ts'

export const rebuild = (discard = ''): Command => ({ name: 'rebuild', method: 'auto', discard })

/** A node `b` beside a primary `a`, with what its disk said when its agent started. */
export class Beside {
  now = 100_000
  readonly peer = modelNode('a', this.now)
  readonly node: ModelNode
  readonly #peerTells = { role: 'PRIMARY' as const, primaryTerm: 3, term: 3, eligible: true }
  actions: readonly Action[] = []

  /** @param own how many transactions it has that nobody else has; a diverged one has one */
  constructor(disk: Partial<DurableState>, chosen = policy, own = 0) {
    this.node = modelNode('b', this.now)
    const durable = { ...this.node.state.durable, term: 3, ...disk }
    this.node.state = bootAgent('b', durable, this.now, chosen)
    const alone = disk.role === 'DIVERGED' || disk.divergence ? 1 : own
    for (let number = 1; number <= alone; number += 1) this.node.server.executed.add(`b:${number}`)
    this.turn(8)
  }

  turn(count = 1): void {
    for (let index = 0; index < count; index += 1) {
      this.now += timing.tick
      const { tell } = think(this.peer, this.now)
      receive(this.node, envelope(this.peer, { ...tell, ...this.#peerTells }, this.now), this.now)
      const own = think(this.node, this.now)
      this.actions = own.actions
      receive(this.peer, envelope(this.node, own.tell, this.now), this.now)
    }
  }

  /** Gives the answer; `done` when it was obeyed. */
  command(command: Command): string {
    this.node.events.push({ kind: 'command', id: 7, command })
    this.turn()
    const reply = this.actions.find((action) => action.kind === 'reply')
    return reply?.kind === 'reply' ? reply.message : ''
  }

  persisted(): void {
    const { revision } = this.node.state
    this.node.events.push({ kind: 'persisted', revision })
  }

  /** What ran against the database has ended. */
  idle(): void {
    const id = this.node.state.running.database?.id
    if (id !== undefined) this.node.events.push({ kind: 'outcome', id, ok: true, detail: '' })
    this.turn()
  }

  get role(): string {
    return this.node.state.durable.role
  }

  /** The rebuild that was begun in the last turn. */
  get begun(): (Action & { kind: 'rebuild' }) | undefined {
    return this.actions.find((action) => action.kind === 'rebuild')
  }

  /** Saving what only this node has ends so, once it has begun. */
  dumped(detail: string, ok = true): void {
    this.turn()
    const id = this.node.state.running.dump?.id ?? -1
    this.node.events.push({ kind: 'outcome', id, ok, detail })
    this.turn()
  }

  status(): NodeStatus {
    const mysql = { probe: null, facts: null }
    const seen = {
      vip: false,
      keepalived: null,
      mysql,
      peer: this.node.peer,
      lease: this.node.lease,
      events: [],
    }
    return makeStatus(this.node.state, seen, this.now)
  }
}
