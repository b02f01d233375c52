import type { Observation } from '../../../agent/decide/observation.ts'
import type { AgentState, Policy } from '../../../agent/decide/state.ts'
import { Judge } from '../checks/judge.ts'
import { Client } from '../model/client.ts'
import type { NodeId } from '../model/gtids.ts'
import { Host } from '../model/host.ts'
import { Witness } from '../model/witness.ts'
import type { Configuration } from './configuration.ts'
import { Network } from './network.ts'
import type { Place } from './network.ts'
import { randomFrom } from './random.ts'
import type { Random } from './random.ts'
import { shieldFrom } from './shield.ts'
import { Timeline } from './timeline.ts'

export interface Setup {
  seed: number
  policy: Policy
  witness: boolean
  configuration: Configuration
  /** Gets every line of the trace. */
  trace: ((line: string) => void) | null
}

/** Two nodes, a witness, a network and clients: everything that a seed decides about. */
export class World {
  readonly timeline = new Timeline()
  readonly random: Random
  readonly network: Network
  readonly policy: Policy
  readonly configuration: Configuration
  readonly judge: Judge
  readonly hosts: Record<NodeId, Host>
  readonly witness: Witness | null
  readonly clients: Client[]
  /** Called at every moment at which a fault may strike. */
  onPoint: ((id: NodeId, name: string) => void) | null = null
  private readonly setup: Setup
  private serials = 0
  private decisions = 0

  constructor(setup: Setup) {
    this.setup = setup
    this.random = randomFrom(setup.seed)
    this.network = new Network(this.timeline, this.random)
    this.policy = setup.policy
    this.configuration = setup.configuration
    this.judge = new Judge(this)
    this.hosts = { a: new Host('a', this), b: new Host('b', this) }
    this.witness = setup.witness ? new Witness(this.timeline) : null
    this.clients = (['w', 'a', 'b'] as const).map((place) => new Client(this, place))
  }

  /** As the roles leave it: two empty servers, the second replicating from the first, nobody adopted. */
  begin(): void {
    const { a, b } = this.hosts
    b.server.replica.configure()
    a.boot()
    b.boot()
    for (const client of this.clients) client.begin()
  }

  serial(): number {
    return ++this.serials
  }

  point(id: NodeId, name: string): void {
    this.onPoint?.(id, name)
  }

  note(where: Place, what: string | (() => string)): void {
    const { trace } = this.setup
    if (trace === null) return
    trace(`${String(this.timeline.now).padStart(7)} ${where} ${typeof what === 'string' ? what : what()}`)
  }

  /** Now and then what goes into a decision is watched: it must not be touched. The answer looks whether it was. */
  shield(state: AgentState, seen: Observation): () => void {
    this.decisions += 1
    return this.decisions % 64 === 0 ? shieldFrom([state, seen]) : () => undefined
  }
}
