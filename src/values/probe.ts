import type { ShellCommand } from './shell.ts'
import type { MysqlLogin, SqlStatement } from './sql.ts'

/** Looks at one path without following a last link: type, mode, owner, and on request digest and content. */
export interface FileProbe {
  readonly kind: 'file'
  readonly path: string
  /** Compute the SHA-256 of a regular file. */
  readonly digest: boolean
  /** Read the content when the file is at most this large; 0 reads none. */
  readonly maxBytes: number
}

export interface SqlProbe {
  readonly kind: 'sql'
  readonly login: MysqlLogin
  readonly statement: SqlStatement
  readonly timeoutSeconds: number
}

/** A description of one look at a host. It runs nothing itself, so reading can never write. */
export type Probe = ShellCommand | FileProbe | SqlProbe

export type ProbeSet = Readonly<Record<string, Probe>>

export interface ShellResult {
  /** The exit status; -1 when the command was killed at its timeout. */
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
  /** Output was longer than the connection's limit (1 MiB) and was cut. */
  readonly truncated: boolean
}

export interface FileAbsent {
  readonly exists: false
}

export interface FilePresent {
  readonly exists: true
  readonly type: 'file' | 'directory' | 'link' | 'other'
  /** Four octal digits: `0644`. */
  readonly mode: string
  readonly owner: string
  readonly group: string
  readonly sizeBytes: number
  readonly inode: number
  /** Seconds since 1970, as the host says. */
  readonly modifiedSeconds: number
  readonly changedSeconds: number
  readonly linkTarget?: string
  readonly sha256?: string
  /** Absent when not asked for, not a regular file, or larger than `maxBytes`. */
  readonly content?: Buffer
}

export type FileResult = FileAbsent | FilePresent

export type Row = Readonly<Record<string, unknown>>

export interface SqlResult {
  readonly rows: readonly Row[]
  /** The server's error, or number 0 when the server could not be reached at all (no socket, no process). */
  readonly error?: { readonly number: number; readonly message: string }
  readonly timedOut: boolean
}

export type ResultOf<P> = P extends { kind: 'shell' }
  ? ShellResult
  : P extends { kind: 'file' }
    ? FileResult
    : P extends { kind: 'sql' }
      ? SqlResult
      : never

export type ResultsOf<Q extends ProbeSet> = { readonly [K in keyof Q]: ResultOf<Q[K]> }

export type ProbeResult = ShellResult | FileResult | SqlResult

export function fileAt(path: string, { digest = false, maxBytes = 0 } = {}): FileProbe {
  return { kind: 'file', path, digest, maxBytes }
}

export function query(login: MysqlLogin, statement: SqlStatement, timeoutSeconds = 10): SqlProbe {
  return { kind: 'sql', login, statement, timeoutSeconds }
}
