import { leastRoomToStartBytes } from '../../src/mysql/room.ts'
import type { Broken, Rule, Seen } from './rule.ts'
import { away, broken } from './rule.ts'

/** What the manual does not ask about, and what most incidents are made of. */
export const extraRules: readonly Rule[] = [
  { name: 'mysqld', judge: mysqld, holdsSeconds: 2 },
  { name: 'disk', judge: disk, holdsSeconds: 2 },
  { name: 'fenced', judge: fenced, holdsSeconds: 15 },
  { name: 'cloning', judge: cloning, holdsSeconds: 0 },
  { name: 'maintenance', judge: maintenance, holdsSeconds: 0 },
  { name: 'diverged', judge: diverged, holdsSeconds: 0 },
  { name: 'vip', judge: vip, holdsSeconds: 5 },
  { name: 'read-only', judge: readOnly, holdsSeconds: 5 },
  { name: 'peer', judge: peer, holdsSeconds: 5 },
  { name: 'witness', judge: witness, holdsSeconds: 15 },
]

function mysqld(seen: Seen): Broken | null {
  const { mysql, verdictReason, role } = seen.node
  if (away(seen) || role === 'CLONING' || mysql?.alive === true) return null
  return broken('critical', `mysqld: ${mysql?.health ?? verdictReason}`)
}

function disk(seen: Seen): Broken | null {
  const { diskTrouble, role } = seen.node
  const { roomBytes } = seen.report
  if (away(seen)) return null
  if (diskTrouble !== null)
    return broken(
      'critical',
      role === 'PRIMARY'
        ? `${diskTrouble}: this node leads on meanwhile`
        : `${diskTrouble}: this node cannot lead`,
    )
  if (roomBytes === null || roomBytes >= leastRoomToStartBytes) return null
  const [left, needed] = [roomBytes, leastRoomToStartBytes].map((bytes) => Math.floor(bytes / 2 ** 20))
  return broken(
    'warning',
    `${left} MiB of disk are left: a server that ends is not started again below ${needed} MiB`,
  )
}

function fenced({ node }: Seen): Broken | null {
  if (node.role !== 'FENCED') return null
  return broken('critical', `this node is fenced and cannot take over: ${node.reason}`)
}

function cloning({ node }: Seen): Broken | null {
  if (node.role !== 'CLONING') return null
  return broken('warning', `this node gets its data anew and cannot take over: ${node.reason}`)
}

function maintenance({ node }: Seen): Broken | null {
  return node.role === 'MAINT'
    ? broken('warning', 'this node is out for maintenance and cannot take over')
    : null
}

function diverged({ node }: Seen): Broken | null {
  if (node.role !== 'DIVERGED') return null
  const { errant = '', unsaved } = node.divergence ?? {}
  const missing = unsaved ? `, and ${unsaved.gtids.slice(0, 300)} could not be saved (${unsaved.why})` : ''
  return broken(
    'critical',
    `this node has transactions that the primary lacks (${errant.slice(0, 300)})${missing}: see rejoin`,
  )
}

function vip(seen: Seen): Broken | null {
  const { node } = seen
  if (away(seen)) return null
  const other = node.peer?.reachable === true ? node.peer : null
  if (node.vip && other?.vip === true) return broken('critical', 'both nodes hold the VIP')
  if (node.role === 'PRIMARY' && !node.vip) return broken('critical', 'the primary does not hold the VIP')
  if (node.role !== 'PRIMARY' && node.vip)
    return broken('critical', `this node holds the VIP and is ${node.role}`)
  return !node.vip && other !== null && !other.vip ? broken('critical', 'no node holds the VIP') : null
}

function readOnly(seen: Seen): Broken | null {
  const { node } = seen
  if (away(seen) || node.mysql?.alive !== true) return null
  if (node.role === 'PRIMARY')
    return node.mysql.readOnly ? broken('critical', 'the primary takes no writes') : null
  // A clone needs its recipient writable.
  return node.mysql.readOnly || node.role === 'CLONING'
    ? null
    : broken('critical', `this node takes writes and is ${node.role}`)
}

function peer(seen: Seen): Broken | null {
  const { node } = seen
  if (away(seen) || node.peer?.reachable === true) return null
  return broken(
    'critical',
    node.peer === null ? 'the other node has never answered' : 'the other node does not answer',
  )
}

function witness(seen: Seen): Broken | null {
  const { node } = seen
  if (away(seen) || node.witness === null || node.witness.reachable) return null
  return broken('warning', 'the witness does not answer: a further failure stops the pair')
}
