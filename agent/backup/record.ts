import { backupTools } from '../../src/mysql/backup-tools.ts'
import type { BackupTool } from '../../src/mysql/backup-tools.ts'
import { fieldsOf } from '../shape.ts'

/** A backup is whole by itself, or holds what changed since the one before it in its chain. */
export type BackupKind = 'full' | 'incremental'

/**
 * Which data a backup is of. Log sequence numbers, and the order of binary logs, belong to one data directory in one role: a
 * backup of other data cannot go on a chain.
 */
export interface DataIdentity {
  readonly node: string
  /** `@@server_uuid`; empty where servers have none. */
  readonly serverUuid: string
  /** Drawn anew whenever the data directory is made anew: by a rebuild, a restore, a new initialisation. */
  readonly generation: string
  /** The pair's term: higher after each change of role. */
  readonly term: number
}

/** Where a backup stands in its server's history. */
export interface Coordinates {
  /** Of the pages: where this backup begins (0: a full one) and ends. `null` for tools that have none. */
  readonly fromLsn: string | null
  readonly toLsn: string | null
  readonly binlogFile: string
  readonly binlogPosition: number
  /** Transactions that are all in it, as the server writes sets of GTIDs, and those beyond which none is: mostly the same. */
  readonly gtid: string
  readonly gtidAtMost: string
  /** MariaDB: the newest transaction of every server that ever wrote, as far as it was known before; empty elsewhere. */
  readonly binlogState: string
  /** ISO 8601, by the host's clock: what was committed later is not in it. */
  readonly readAt: string
}

/** What a tool knows of them. */
export type TakenCoordinates = Omit<Coordinates, 'binlogState' | 'readAt'>

/** A proof that a backup can be restored: it was. */
export interface Proof {
  /** ISO 8601. */
  readonly at: string
  readonly result: 'proven' | 'failed'
  /** What was checked, or what was wrong, in one sentence. */
  readonly detail: string
}

/** One line of the index. Times are ISO 8601, sizes bytes, durations seconds. */
export interface BackupRecord {
  /** Names its directory too: `2026-11-30T015900-full`. */
  readonly id: string
  /** The id of the full backup that it builds on: its own for a full one. */
  readonly chain: string
  /** 0 for the full one. */
  readonly sequence: number
  readonly kind: BackupKind
  /** The id of the backup just before it; `null` for a full one. */
  readonly base: string | null
  readonly identity: DataIdentity
  readonly role: 'PRIMARY' | 'STANDBY'
  readonly serverVersion: string
  readonly tool: BackupTool
  readonly toolVersion: string
  readonly startedAt: string
  readonly endedAt: string
  readonly coordinates: Coordinates
  /** On disk. */
  readonly sizeBytes: number
  /** Of the manifest, which holds the checksum of every file. */
  readonly manifestSha256: string
  readonly verified: Proof | null
}

/** What an id looks like, which is a name of a directory too. */
export const backupId = /^\d{4}-\d{2}-\d{2}T\d{6}-(?:full|incremental)$/
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/
const digits = /^\d+$/
const sha256 = /^[0-9a-f]{64}$/
const most = Number.MAX_SAFE_INTEGER

/** Reads one line of the index. @throws ShapeError | SyntaxError */
export function parseRecord(line: string): BackupRecord {
  const root = fieldsOf(JSON.parse(line))
  const identity = root.fields('identity')
  const coordinates = root.fields('coordinates')
  const verified = root.optionalFields('verified')
  return {
    id: root.text('id', backupId),
    chain: root.text('chain', backupId),
    sequence: root.integer('sequence', 0, most),
    kind: root.choice('kind', ['full', 'incremental']),
    base: root.nullable('base', () => root.text('base', backupId)),
    identity: {
      node: identity.text('node'),
      serverUuid: identity.text('serverUuid'),
      generation: identity.text('generation'),
      term: identity.integer('term', 0, most),
    },
    role: root.choice('role', ['PRIMARY', 'STANDBY']),
    serverVersion: root.text('serverVersion'),
    tool: root.choice('tool', backupTools),
    toolVersion: root.text('toolVersion'),
    startedAt: root.text('startedAt', time),
    endedAt: root.text('endedAt', time),
    coordinates: {
      fromLsn: coordinates.nullable('fromLsn', () => coordinates.text('fromLsn', digits)),
      toLsn: coordinates.nullable('toLsn', () => coordinates.text('toLsn', digits)),
      binlogFile: coordinates.text('binlogFile'),
      binlogPosition: coordinates.integer('binlogPosition', 0, most),
      gtid: coordinates.text('gtid'),
      gtidAtMost: coordinates.text('gtidAtMost'),
      binlogState: coordinates.text('binlogState'),
      readAt: coordinates.text('readAt', time),
    },
    sizeBytes: root.integer('sizeBytes', 0, most),
    manifestSha256: root.text('manifestSha256', sha256),
    verified: verified && {
      at: verified.text('at', time),
      result: verified.choice('result', ['proven', 'failed']),
      detail: verified.text('detail'),
    },
  }
}
