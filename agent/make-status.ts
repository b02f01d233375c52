import type { Observation } from './decide/observation.ts'
import { isHealthy } from './decide/health.ts'
import type { AgentState } from './decide/state.ts'
import { timing } from './decide/timing.ts'
import type { AgentStatus } from './status.ts'

/** Puts state and observation of one moment into the words of the status. */
export function makeStatus(state: AgentState, seen: Observation, now: number): AgentStatus {
  const { durable } = state
  const { facts } = seen.mysql
  const { state: peer, receivedAt } = seen.peer
  const semisync = facts?.semisync
  return {
    nodeId: durable.nodeId,
    role: durable.role,
    term: durable.term,
    primaryTerm: durable.primaryTerm,
    since: durable.roleSince,
    reason: durable.reason,
    verdict: state.verdict,
    verdictReason: state.verdictReason,
    vip: seen.vip === true,
    mysql: facts && {
      alive: isHealthy(state.health),
      health: state.health.reason,
      readOnly: facts.readOnly,
      serverUuid: facts.serverUuid,
      version: facts.version,
      gtidExecuted: facts.executed,
    },
    replication: replicationOf(seen),
    semisync: {
      source: semisync?.sourceOn ? 'ON' : 'OFF',
      clients: semisync?.clients ?? 0,
      replica: semisync?.replicaOn ? 'ON' : 'OFF',
      sourceEnabled: semisync?.sourceEnabled ?? false,
      degraded: durable.role === 'PRIMARY' && !(semisync?.sourceOn && semisync.clients > 0),
    },
    peer: peer && {
      nodeId: peer.node,
      reachable: now - receivedAt < timing.peerSilent,
      role: peer.role,
      term: peer.term,
      vip: peer.vip,
      lastSeenSecondsAgo: (now - receivedAt) / 1000,
    },
    witness: seen.lease.configured
      ? {
          reachable: seen.lease.reachable,
          lease: seen.lease.heldUntil !== null && now < seen.lease.heldUntil,
          highestTerm: seen.lease.highestTerm,
        }
      : null,
    ...(durable.divergence && { divergence: durable.divergence }),
    recentPromotions: durable.promotions.filter((at) => now - at < timing.flapWindow).length,
    transitions: durable.transitions,
  }
}

function replicationOf(seen: Observation): AgentStatus['replication'] {
  const replica = seen.mysql.facts?.replica
  if (!replica) return null
  const { sourceHost, sourcePort, ioRunning, sqlRunning, lagSeconds, received } = replica
  const { ioErrno, ioError, sqlErrno, sqlError } = replica
  return {
    sourceHost,
    sourcePort,
    ioRunning,
    sqlRunning,
    lagSeconds,
    received,
    ioErrno,
    ioError,
    sqlErrno,
    sqlError,
  }
}
