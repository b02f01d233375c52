import { diskTrouble } from './decide/disks.ts'
import type { Observation } from './decide/observation.ts'
import { isHealthy } from './decide/health.ts'
import type { Rebuild, Rebuilding } from './decide/rebuild-state.ts'
import type { AgentState, Divergence } from './decide/state.ts'
import { timing } from './decide/timing.ts'
import type { NodeStatus } from './status.ts'

/** Puts state and observation of one moment into the words of the status. */
export function makeStatus(state: AgentState, seen: Observation, now: number): NodeStatus {
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
    diskTrouble: diskTrouble({ state, now }),
    replication: replicationOf(seen, now),
    semisync: {
      source: semisync?.sourceOn ? 'ON' : 'OFF',
      clients: semisync?.clients ?? 0,
      replica: semisync?.replicaOn ? 'ON' : 'OFF',
      sourceEnabled: semisync?.sourceEnabled ?? false,
      policy: state.config.policy.semisync,
      degraded:
        state.config.policy.semisync !== 'none' &&
        durable.role === 'PRIMARY' &&
        !(semisync?.sourceOn && semisync.clients > 0),
    },
    peer: peer && {
      nodeId: peer.node,
      reachable: now - receivedAt < timing.peerSilent,
      role: peer.role,
      term: peer.term,
      vip: peer.vip,
      lastSeenSecondsAgo: (now - receivedAt) / 1000,
      backups: peer.backups ?? null,
    },
    witness: seen.lease.configured
      ? {
          reachable: seen.lease.reachable,
          lease: seen.lease.heldUntil !== null && now < seen.lease.heldUntil,
          highestTerm: seen.lease.highestTerm,
        }
      : null,
    ...(durable.divergence && divergenceOf(durable.divergence)),
    ...(durable.rebuild && rebuildOf(durable.rebuild, state.rebuilding)),
    recentPromotions: durable.promotions.filter((at) => now - at < timing.flapWindow).length,
    transitions: durable.transitions,
  }
}

function divergenceOf({ errant, dump, sha256, unsaved }: Divergence): Pick<NodeStatus, 'divergence'> {
  const missing = unsaved && { unsaved: { gtids: unsaved.gtids, why: unsaved.why } }
  return { divergence: { errant, dump, sha256, ...missing } }
}

function rebuildOf(
  { method, startedAt, failures, error }: Rebuild,
  { progress }: Rebuilding,
): Pick<NodeStatus, 'rebuild'> {
  const unknown = { method, stage: 'copying', bytes: 0, totalBytes: 0 } as const
  return { rebuild: { ...(progress ?? unknown), startedAt, failures, error } }
}

function replicationOf({ mysql: { facts } }: Observation, now: number): NodeStatus['replication'] {
  const replica = facts?.replica
  if (!replica) return null
  const { sourceHost, sourcePort, ioRunning, sqlRunning, lagSeconds, received } = replica
  const { ioErrno, ioError, sqlErrno, sqlError } = replica
  return {
    sourceHost,
    sourcePort,
    ioRunning,
    sqlRunning,
    lagSeconds: now - facts.sampledAt < timing.staleStatus ? lagSeconds : null,
    received,
    ioErrno,
    ioError,
    sqlErrno,
    sqlError,
  }
}
