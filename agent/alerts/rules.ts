import type { NodeStatus } from '../status.ts'
import { backupRules } from './backup-rules.ts'
import { extraRules } from './extra-rules.ts'
import { keepalivedRules } from './keepalived-rules.ts'
import type { Broken, Rule, Seen } from './rule.ts'
import { broken } from './rule.ts'

/** The manual's rules, in its order; then those that a pair needs besides. Pure: a look in, what is wrong out. */
export const rules: readonly Rule[] = [
  { name: 'io-thread', judge: ioThread, holdsSeconds: 2 },
  { name: 'sql-thread', judge: sqlThread, holdsSeconds: 2 },
  { name: 'semisync', judge: semisync, holdsSeconds: 1 },
  { name: 'lag', judge: lag, holdsSeconds: 2 },
  { name: 'long-transaction', judge: longTransaction, holdsSeconds: 0 },
  ...keepalivedRules,
  ...extraRules,
  ...backupRules,
]

/** A server that does not answer is another rule's matter. */
function replicates({ role, mysql }: NodeStatus): boolean {
  return role === 'STANDBY' && mysql?.alive === true
}

const noReplica = 'no replication is configured on the standby'

function ioThread({ node }: Seen): Broken | null {
  if (!replicates(node)) return null
  const { replication } = node
  if (replication === null) return broken('critical', noReplica)
  const { ioRunning, ioErrno, ioError } = replication
  if (ioRunning === 'Yes' && ioErrno === 0) return null
  return broken('critical', `the I/O thread is not running (${ioRunning})${because(ioErrno, ioError)}`)
}

function sqlThread({ node }: Seen): Broken | null {
  if (!replicates(node)) return null
  const { replication } = node
  if (replication === null) return broken('critical', noReplica)
  const { sqlRunning, sqlErrno, sqlError } = replication
  if (sqlRunning && sqlErrno === 0) return null
  return broken(
    'critical',
    `the SQL thread is ${sqlRunning ? 'in error' : 'not running'}${because(sqlErrno, sqlError)}`,
  )
}

function because(errno: number, error: string): string {
  return errno === 0 ? '' : `: error ${errno}, ${error.slice(0, 300)}`
}

/** A degrade that has come and gone between two looks shows in the count of commits without acknowledgement. */
function semisync({ node, unacknowledgedLately }: Seen): Broken | null {
  const { source, clients, replica, policy } = node.semisync
  if (policy === 'none' || node.mysql?.alive !== true) return null
  if (node.role === 'STANDBY')
    return replica === 'ON' ? null : broken('critical', 'semi-synchronous replication is OFF on the standby')
  if (node.role !== 'PRIMARY' || node.mysql.readOnly) return null
  if (source !== 'ON')
    return broken('critical', 'semi-synchronous replication is OFF: commits are on the primary alone')
  if (clients < 1)
    return broken('critical', 'semi-synchronous replication has no client: commits are on the primary alone')
  return unacknowledgedLately > 0
    ? broken('critical', `${unacknowledgedLately} commits were acknowledged by nobody but the primary`)
    : null
}

function lag({ node, report, limits }: Seen): Broken | null {
  const { replication } = node
  if (!replicates(node) || replication === null) return null
  const { seconds } = report.lag
  if (seconds !== null && seconds > limits.lagSeconds)
    return broken('critical', `the standby is ${Math.round(seconds)} s behind`)
  // A stopped thread has rules of its own.
  const unknown = seconds === null && replication.sqlRunning && replication.ioRunning === 'Yes'
  return unknown ? broken('critical', 'the lag of the standby cannot be told') : null
}

function longTransaction({ node, report, limits }: Seen): Broken | null {
  if (node.role !== 'PRIMARY' || report.transactions === null) return null
  const { oldestWriteSeconds: write, oldestReadSeconds: read } = report.transactions
  const limit = limits.longTransactionSeconds
  if (write !== null && write > limit)
    return broken('critical', `a transaction that has written is open for ${write} s`)
  return read !== null && read > limit
    ? broken('warning', `a transaction that only reads is open for ${read} s`)
    : null
}
