import type { NodeStatus } from '../status.ts'

/** The answer, and why, in one sentence. */
export interface Place {
  readonly run: boolean
  readonly why: string
}

/** The part of a node's own status that counts here. */
export type PlaceStatus = Pick<NodeStatus, 'role' | 'mysql' | 'replication' | 'rebuild' | 'peer'>

const mostLagSeconds = 60

/**
 * Whether a backup may run on this node: on the standby if it is healthy, on the primary if no other can do it. Asked when
 * a backup begins, so that it is right after a change of roles.
 * @param peerReplicates whether the peer, as far as it told, would find itself a healthy standby; `null` when it did not tell
 */
export function mayRunHere(own: PlaceStatus, peerReplicates: boolean | null): Place {
  const { role } = own
  if (role !== 'STANDBY' && role !== 'PRIMARY') return no(`a node in ${role} makes no backups`)
  if (own.rebuild !== undefined) return no('the data here is being replaced')
  if (!own.mysql?.alive) return no('MySQL does not answer here')
  return role === 'STANDBY' ? onStandby(own.replication) : onPrimary(own.peer, peerReplicates)
}

function onStandby(replication: PlaceStatus['replication']): Place {
  if (replication === null) return no('this standby does not replicate')
  const { ioRunning, sqlRunning, lagSeconds } = replication
  if (ioRunning !== 'Yes') return no(`the I/O thread of this standby does not run: ${ioRunning}`)
  if (!sqlRunning) return no('the SQL thread of this standby does not run')
  if (lagSeconds === null) return no('how far this standby is behind cannot be told')
  if (lagSeconds > mostLagSeconds)
    return no(`this standby is ${lagSeconds} s behind, more than ${mostLagSeconds} s`)
  return yes('this is a healthy standby')
}

function onPrimary(peer: PlaceStatus['peer'], peerReplicates: boolean | null): Place {
  if (!peer?.reachable) return yes('the peer of this primary is not reachable')
  if (peer.role !== 'STANDBY') return yes(`the peer of this primary is in ${peer.role}`)
  if (peerReplicates === false) return yes('the standby of this primary is not healthy')
  // A guess would burden the primary, and a backup that nobody makes raises an alert.
  if (peerReplicates === null) return no('the standby of this primary did not tell that it is not healthy')
  return no('the standby is healthy and makes the backups')
}

function yes(why: string): Place {
  return { run: true, why }
}

function no(why: string): Place {
  return { run: false, why }
}
