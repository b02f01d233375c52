import { executedAs } from './gtids.ts'
import { decide } from '../../../agent/decide/decide.ts'
import { startState } from '../../../agent/decide/initial.ts'
import type { Action } from '../../../agent/decide/action.ts'
import type { AgentEvent } from '../../../agent/decide/event.ts'
import type {
  LeaseObservation,
  MysqlFacts,
  MysqlObservation,
  PeerObservation,
} from '../../../agent/decide/observation.ts'
import type { PeerState } from '../../../agent/decide/peer-state.ts'
import type { Publication } from '../../../agent/decide/publish.ts'
import type { AgentState, DurableState, Policy } from '../../../agent/decide/state.ts'

export const policy: Policy = {
  semisync: 'availability',
  semisyncTimeoutMilliseconds: 1000,
  failover: 'automatic',
  onDivergence: 'refuse',
}

/** A model of one server: no more than what the agent can tell apart. */
export interface Server {
  up: boolean
  starts: number
  restartAt: number
  readOnly: boolean
  sourceEnabled: boolean
  executed: Set<string>
  /** Replicates from the other node. */
  replica: 'none' | 'running' | 'no-io'
}

/** One node: its agent's state, its server, its VIP, and what is on its way to it. */
export interface ModelNode {
  id: 'a' | 'b'
  state: AgentState
  disk: DurableState | null
  server: Server
  vip: boolean
  /** What its agent sees of keepalived, and of the disk of its data. */
  keepalived: boolean | null
  diskFull: boolean
  events: AgentEvent[]
  incarnation: string
  sequence: number
  sentAt: Map<number, number>
  peer: PeerObservation
  lease: LeaseObservation
  probes: number
}

export function modelNode(id: 'a' | 'b', now: number, overrides: Partial<Policy> = {}): ModelNode {
  return {
    id,
    state: bootAgent(id, null, now, { ...policy, ...overrides }),
    disk: null,
    server: {
      up: true,
      starts: 1,
      restartAt: 0,
      readOnly: true,
      sourceEnabled: false,
      executed: new Set(),
      replica: 'none',
    },
    vip: false,
    keepalived: null,
    diskFull: false,
    events: [],
    incarnation: `${id}1`,
    sequence: 0,
    sentAt: new Map(),
    peer: { state: null, receivedAt: 0, confirmedSentAt: null },
    lease: { configured: true, reachable: true, heldUntil: null, term: 0, highestTerm: 0, previous: null },
    probes: 0,
  }
}

export function bootAgent(id: 'a' | 'b', disk: DurableState | null, now: number, chosen: Policy): AgentState {
  const peerId = id === 'a' ? 'b' : 'a'
  const config = {
    clusterId: 'test',
    nodeId: id,
    peerId,
    peerHost: peerId,
    gateway: false,
    policy: chosen,
    bootId: 'boot',
  }
  return startState(config, disk, { uptime: now, wall: new Date(now).toISOString() })
}

/** One turn of a node's agent over what its model shows. */
export function think(
  node: ModelNode,
  now: number,
): { actions: readonly Action[]; tell: Publication; lease: { term: number } | null } {
  const events = node.events
  node.events = []
  const seen = {
    vip: node.vip,
    keepalived: node.keepalived,
    diskFull: node.diskFull,
    mysql: mysqlOf(node, now),
    peer: node.peer,
    lease: node.lease,
    events,
  }
  const decision = decide(node.state, seen, { uptime: now, wall: new Date(now).toISOString() })
  node.state = decision.state
  return decision
}

/** A message as it leaves: numbered, and saying what was heard. */
export function envelope(node: ModelNode, publication: Publication, now: number): PeerState {
  const from = node.peer.state
  node.sentAt.set(++node.sequence, now)
  return {
    ...publication,
    incarnation: node.incarnation,
    sequence: node.sequence,
    heard: from && { incarnation: from.incarnation, sequence: from.sequence },
  }
}

export function receive(node: ModelNode, message: PeerState, now: number): void {
  const echoed =
    message.heard?.incarnation === node.incarnation ? node.sentAt.get(message.heard.sequence) : undefined
  node.peer = { state: message, receivedAt: now, confirmedSentAt: echoed ?? node.peer.confirmedSentAt }
}

function mysqlOf(node: ModelNode, now: number): MysqlObservation {
  const { server } = node
  const instance = server.up ? `pid:${server.starts}` : null
  const probe = {
    sequence: ++node.probes,
    at: now,
    result: server.up ? ('ok' as const) : ('no-answer' as const),
    error: '',
    instance,
    listening: server.up,
  }
  return { probe, facts: server.up ? factsOf(node, now) : null }
}

export function factsOf({ id, server }: ModelNode, now: number): MysqlFacts {
  const executed = executedAs(server.executed)
  return {
    sampledAt: now,
    instance: `pid:${server.starts}`,
    style: 'uuid',
    version: '9.7.4',
    serverUuid: id,
    serverId: id === 'a' ? 1 : 2,
    readOnly: server.readOnly,
    executed,
    purged: '',
    replica: server.replica === 'none' ? null : replicaOf(id, server.replica, executed),
    semisync: {
      sourceEnabled: server.sourceEnabled,
      sourceOn: server.sourceEnabled,
      clients: server.sourceEnabled ? 1 : 0,
      replicaOn: server.replica === 'running',
    },
  }
}

export function replicaOf(
  id: string,
  state: 'running' | 'no-io',
  received: string,
): NonNullable<MysqlFacts['replica']> {
  const source = id === 'a' ? 'b' : 'a'
  return {
    sourceHost: source,
    sourcePort: 3306,
    sourceUuid: source,
    ioRunning: state === 'running' ? 'Yes' : 'Connecting',
    sqlRunning: true,
    ioErrno: 0,
    ioError: '',
    sqlErrno: 0,
    sqlError: '',
    lagSeconds: 0,
    received,
    autoPosition: true,
    tls: true,
  }
}
