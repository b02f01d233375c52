import { missingFrom } from '../../src/mysql/position.ts'
import type { MysqlFacts } from './observation.ts'
import type { PeerMysql, PeerState } from './peer-state.ts'
import { recloneIfAllowed } from './rebuild.ts'
import { timing } from './timing.ts'
import { becomes, explain, remember, start } from './turn.ts'
import type { Turn } from './turn.ts'
import { receivedBy } from './watermark.ts'

/** A fenced node meets a primary: it replicates already, or it is tested for divergence and joined. */
export function joinPrimary(turn: Turn, peer: PeerState): void {
  const { state, seen, now } = turn
  const { facts } = seen.mysql
  if (facts === null || peer.mysql === null) return
  // Closing writes lets go of commits that nobody acknowledged: what was read before that does not show them.
  if (facts.sampledAt <= state.openTouchedAt) return
  if (replicatesFrom(turn, facts, peer.mysql)) {
    state.joinedAt = null
    return becomes(turn, 'STANDBY', 'replicating from the primary')
  }
  const obstacle = incompatible(facts, peer.mysql)
  if (obstacle !== null) return explain(turn, obstacle)
  const purged = missingFrom(facts.style, peer.mysql.purged, receivedBy(facts))
  if (purged !== '') {
    const why = `the primary has already deleted ${purged} from its binary logs`
    recloneIfAllowed(turn, '', `because ${why}`)
    return state.durable.role === 'CLONING' ? undefined : explain(turn, `${why}: rebuild this node`)
  }
  if (state.joinedAt !== null && now - state.joinedAt < timing.joinVerify) return
  const errant = missingFrom(facts.style, facts.executed, peer.mysql.executed)
  if (errant !== '') return suspect(turn, facts, peer.mysql)
  state.divergenceCheck = null
  // What is received now could not be written; a server that waits for room looks only once a minute whether there is some.
  if (state.diskFullSince !== null) return explain(turn, 'the data disk is full')
  if (start(turn, 'database', { kind: 'join', wasPrimary: state.durable.primaryTerm > 0 }))
    state.joinedAt = now
}

/** Both threads run, by GTID, from this very peer. */
export function replicatesFrom(turn: Turn, facts: MysqlFacts, peer: PeerMysql): boolean {
  const { replica } = facts
  if (replica === null || !replica.autoPosition || !replica.sqlRunning || replica.ioRunning !== 'Yes')
    return false
  const { peerHost } = turn.state.config
  return replica.sourceUuid === '' ? replica.sourceHost === peerHost : replica.sourceUuid === peer.serverUuid
}

function incompatible(facts: MysqlFacts, peer: PeerMysql): string | null {
  if (facts.style !== peer.style) return `the primary is of another family: ${peer.version}`
  if (facts.serverId === peer.serverId) return `both servers have server_id ${facts.serverId}`
  if (facts.serverUuid !== '' && facts.serverUuid === peer.serverUuid)
    return 'both servers have the same UUID (a copied auto.cnf)'
  return null
}

function suspect(turn: Turn, facts: MysqlFacts, peer: PeerMysql): void {
  const errant = surelyErrant(turn, facts, peer)
  if (errant === null) return
  remember(turn, { divergence: { errant, primaryHad: peer.executed, dump: '', sha256: '' } })
  becomes(turn, 'DIVERGED', `the primary lacks ${errant}`)
}

/**
 * What the primary lacks; `null` while that is not sure. A difference is believed only when the primary was looked at some
 * time after us: its numbers travel late, and commits that wait there for an acknowledgement are not among them; ours do not
 * change any more. What replication accepts in silence is found here.
 */
export function surelyErrant(turn: Turn, facts: MysqlFacts, peer: PeerMysql): string | null {
  const { state, seen } = turn
  const { semisync, semisyncTimeoutMilliseconds } = state.config.policy
  // Where nothing but the primary's agent ends that waiting it lasts until that agent has heard that this node fetches nothing.
  if (semisync === 'consistency' && peer.semisyncWaits && facts.replica?.ioRunning !== 'Yes') {
    state.divergenceCheck = null
    explain(turn, 'commits of the primary wait for an acknowledgement: what it lacks is not known yet')
    return null
  }
  const check = state.divergenceCheck
  if (check === null || check.mine !== facts.executed) {
    state.divergenceCheck = { mine: facts.executed, at: facts.sampledAt }
    return null
  }
  const waiting = semisync === 'availability' ? semisyncTimeoutMilliseconds : 0
  const believedAt = check.at + timing.divergenceMargin + waiting
  // A message may have been held up on its way: only what it echoes tells how old it is.
  if ((seen.peer.confirmedSentAt ?? 0) - peer.ageMilliseconds < believedAt) return null
  state.divergenceCheck = null
  return missingFrom(facts.style, facts.executed, peer.executed)
}
