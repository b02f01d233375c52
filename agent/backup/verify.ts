import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '../settings.ts'
import { BinlogError } from './binlog/binlog-error.ts'
import { chainsOf } from './chain.ts'
import { checkInstance } from './check/checks.ts'
import { readCounts } from './check/counts-file.ts'
import { readIndex, replaceIndex } from './index-file.ts'
import type { BackupRecord, Proof } from './record.ts'
import { withInstance } from './restore/instance.ts'
import { scratchPrefix } from './scratch.ts'
import type { BackupSettings } from './settings.ts'
import { bytesOf, chainUpTo, openSources } from './source.ts'
import { needSpace } from './space.ts'
import { DamagedError } from './store/damaged.ts'
import { checkManifestFiles } from './store/manifest.ts'

/** What a proof is told. */
export interface VerifyOptions {
  /** `null`: the newest. */
  readonly id: string | null
  /** The time that counts as now. */
  readonly now: Date
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/**
 * Restores a backup for a trial: checksums, pages put together, a server started on them, tables read and counted. The outcome
 * is recorded at that backup: `failed` only when the backup itself is bad, never for what the trial lacked.
 * The caller holds the lock.
 * @returns the record with its proof, or `null` when there is no backup
 */
export async function verifyBackup(
  settings: Settings,
  backup: BackupSettings,
  options: VerifyOptions,
): Promise<BackupRecord | null> {
  const { now, say } = options
  const records = await readIndex(backup.index)
  const id = options.id ?? chainsOf(records).at(-1)?.at(-1)?.id
  if (id === undefined) return null
  const started = performance.now()
  const detail = await prove(settings, backup, records, id, options).then(
    (text) => ({ result: 'proven' as const, detail: text }),
    (error: unknown) => {
      if (!(error instanceof DamagedError)) throw error
      return { result: 'failed' as const, detail: error.file === id ? error.what : error.message }
    },
  )
  const at = new Date(now.getTime() + performance.now() - started).toISOString()
  const proof: Proof = { at, ...detail }
  const proven = records.map((record) => (record.id === id ? { ...record, verified: proof } : record))
  await replaceIndex(backup.index, proven)
  say(`${id} is ${proof.result}: ${proof.detail}`)
  return proven.find((record) => record.id === id) ?? null
}

async function prove(
  settings: Settings,
  backup: BackupSettings,
  records: readonly BackupRecord[],
  id: string,
  { signal, say }: VerifyOptions,
): Promise<string> {
  const chain = chainUpTo(records, id)
  const sources = await openSources(backup, chain)
  const newest = sources.at(-1)
  if (newest === undefined) throw new Error(`the index names no backup ${id}`)
  for (const { directory, manifest } of sources) await checkManifestFiles(directory, manifest, signal)
  const counts = await readCounts(newest.directory, newest.manifest.counts, newest.seal, signal)
  await needSpace(backup.directory, 1.2 * bytesOf(sources), 'a trial restore')
  const place = await mkdtemp(join(backup.directory, scratchPrefix))
  try {
    // The server's account has to come through.
    await chmod(place, 0o711)
    const checked = await withInstance(
      { settings, backup, place, sources, signal, say },
      () => Promise.resolve(null),
      (login) => checkInstance(login, newest.record, counts, signal),
    ).catch((error: unknown) => {
      signal.throwIfAborted()
      throw blame(error, id)
    })
    return `${checked.tables} tables with ${checked.rows} rows read, ${checked.compared} of them compared with the count of the backup`
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

/** What says nothing about the backup: this machine lacked something, or somebody ended a program. One that aborts met bad pages. */
const ownFault =
  /not installed here|No space left|was ended by SIG(?:KILL|TERM|INT|HUP)|out of memory|ermission denied/i

/** A program that refuses whole files with the right checksums: the backup was bad when it was made. */
export function blame(error: unknown, id: string): unknown {
  const { message = '', code, name = '' } = error as NodeJS.ErrnoException
  const damaged = error instanceof DamagedError || error instanceof BinlogError
  if (
    !damaged &&
    (code !== undefined || name.endsWith('TimeoutError') || name === 'AbortError' || ownFault.test(message))
  )
    return error
  return error instanceof DamagedError ? error : new DamagedError(id, message)
}
