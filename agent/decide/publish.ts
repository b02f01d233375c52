import type { PeerState } from './peer-state.ts'
import { unfit } from './candidate.ts'
import { timing } from './timing.ts'
import type { Turn } from './turn.ts'
import { boundVote, mayBeOpen } from './vote.ts'

/** What the peer is told, all but the envelope that the link adds. */
export type Publication = Omit<PeerState, 'incarnation' | 'sequence' | 'heard'>

/** The peer's view of this node at the end of a turn. */
export function publicationOf(turn: Turn): Publication {
  const { state, seen } = turn
  const { durable } = state
  const { policy } = state.config
  const answering = state.health.status === 'healthy' && seen.mysql.facts !== null
  const facts = answering ? seen.mysql.facts : null
  return {
    node: durable.nodeId,
    term: durable.term,
    primaryTerm: durable.primaryTerm,
    role: durable.role,
    promoting: state.promotion?.term ?? null,
    vote: boundVote(turn),
    vip: seen.vip === true,
    eligible: unfit(turn) === null,
    open: mayBeOpen(state),
    handover: offerOf(turn),
    ready: state.handover?.ready === true ? state.handover.term : null,
    opened: state.openedTerm,
    vipReady:
      seen.keepalived !== false &&
      state.verdict === 0 &&
      turn.now - state.verdictSince >= timing.keepalivedRise,
    mysql: facts && {
      style: facts.style,
      version: facts.version,
      serverUuid: facts.serverUuid,
      serverId: facts.serverId,
      executed: facts.executed,
      purged: facts.purged,
      ageMilliseconds: turn.now - facts.sampledAt,
      semisyncOn: facts.semisync.sourceOn && facts.semisync.clients > 0,
      semisyncClients: facts.semisync.clients,
      semisyncWaits: facts.semisync.sourceOn,
      replicating:
        facts.replica?.ioRunning === 'Yes' && (facts.semisync.replicaOn || policy.semisync === 'none'),
      readOnly: facts.readOnly,
    },
  }
}

function offerOf({ state }: Turn): Publication['handover'] {
  const { switchover, durable } = state
  if (switchover?.stage !== 'offered' && switchover?.stage !== 'yielded') return null
  return { term: durable.primaryTerm, position: switchover.position }
}
