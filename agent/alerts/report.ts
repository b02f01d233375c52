import type { BackupReport } from '../backup/report.ts'

/** keepalived's state of the instance, in the manual's words; `UNKNOWN` until it can be told. */
export type VrrpState = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'UNKNOWN'

export type Severity = 'warning' | 'critical'

/** A rule that is broken now. */
export interface Alert {
  rule: string
  severity: Severity
  message: string
  /** ISO 8601. */
  since: string
}

/** A time without acknowledgement: commits were made on the primary alone. */
export interface Degrade {
  /** ISO 8601. */
  at: string
  term: number
  /** What the primary had committed when it was found, and when an acknowledgement last was certain. */
  gtid: string
  acknowledgedGtid: string
  /** Commits without acknowledgement since; `null` when the server does not count them. */
  unacknowledged: number | null
  /** ISO 8601; `null` while it lasts. */
  endedAt: string | null
  endedBecause: string
}

/** What the agent watches beside its decisions: part of the status. */
export interface WatchReport {
  keepalived: {
    state: VrrpState
    /** ISO 8601; empty while the state is unknown. */
    since: string
    /** Changes of state, over restarts of the agent. */
    transitions: number
  }
  /** `null` where nothing is replicated, or it cannot be told. */
  lag: { seconds: number | null; heartbeatSeconds: number | null }
  /** Ages of the oldest open transactions; `null`: none. The whole is `null` while the server cannot be asked. */
  transactions: { oldestWriteSeconds: number | null; oldestReadSeconds: number | null } | null
  /** Semi-sync's count since mysqld started, and the last times without acknowledgement, the newest last. */
  unacknowledgedCommits: number | null
  degrades: Degrade[]
  /** `null` where none are made. */
  backups: BackupReport | null
  /** Free bytes of the disk of the data or of the binary logs, whichever has less; `null`: it cannot be asked. */
  roomBytes: number | null
  alerts: Alert[]
}
