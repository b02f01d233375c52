import type { Capabilities } from './capabilities.ts'

/** SQL with two faces: `text` for the server, `shown` for people and logs, where secrets are masked. */
export interface Statement {
  text: string
  shown: string
}

/** A statement that holds nothing secret. */
export function plain(text: string): Statement {
  return { text, shown: text }
}

/** Which of the two replication threads; both when it is not given. */
export type ReplicaThread = 'IO_THREAD' | 'SQL_THREAD'

/** REPLICA, or SLAVE where the server does not know the word yet. */
export function replicaWord(can: Capabilities): 'REPLICA' | 'SLAVE' {
  return can.replicaStatements ? 'REPLICA' : 'SLAVE'
}

export function startReplica(can: Capabilities, thread?: ReplicaThread): Statement {
  return plain(['START', replicaWord(can), ...(thread ? [thread] : [])].join(' '))
}

/** Waits for the applier to finish its transaction: always run it with a deadline. */
export function stopReplica(can: Capabilities, thread?: ReplicaThread): Statement {
  return plain(['STOP', replicaWord(can), ...(thread ? [thread] : [])].join(' '))
}

/** Forgets the source and the relay logs; allowed under read_only. */
export function resetReplicaAll(can: Capabilities): Statement {
  return plain(`RESET ${replicaWord(can)} ALL`)
}

/** Blocks while a STOP REPLICA waits: always run it with a deadline. */
export function showReplicaStatus(can: Capabilities): Statement {
  return plain(`SHOW ${replicaWord(can)} STATUS`)
}

export function showBinaryLogStatus(can: Capabilities): Statement {
  return plain(can.showBinaryLogStatus ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS')
}

/** Deletes every binary log and every GTID of this server. For empty servers only. */
export function resetBinaryLogs(can: Capabilities): Statement[] {
  if (can.resetBinaryLogsAndGtids) return [plain('RESET BINARY LOGS AND GTIDS')]
  if (can.uuidGtids) return [plain('RESET MASTER')]
  return [plain('RESET MASTER'), plain("SET GLOBAL gtid_slave_pos=''")]
}

/**
 * Makes the server read-only for everybody that it can. Waits for running statements and for commits that wait for an
 * acknowledgement, at most one second (error 1205 then), and holds back new writers meanwhile.
 */
export function closeWrites(can: Capabilities): Statement[] {
  const variable = can.superReadOnly ? 'super_read_only' : 'read_only'
  return [plain('SET SESSION lock_wait_timeout=1'), plain(`SET GLOBAL ${variable}=1`)]
}

/** Lets clients write; `read_only=0` clears `super_read_only` too. */
export function openWrites(can: Capabilities): Statement[] {
  return [
    ...(can.superReadOnly ? [plain('SET GLOBAL super_read_only=0')] : []),
    plain('SET GLOBAL read_only=0'),
  ]
}

/** The transactions that this server has, whatever their origin: one column `gtid`. */
export function executedGtids(can: Capabilities): Statement {
  // Without GLOBAL, 5.6 answers with an empty string.
  return plain(`SELECT @@GLOBAL.${can.uuidGtids ? 'gtid_executed' : 'gtid_binlog_state'} AS gtid`)
}
