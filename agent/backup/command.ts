import { parseArgs } from 'node:util'
import { readSettings } from '../files/settings-file.ts'
import { parseSettings } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { readIndex } from './index-file.ts'
import { listText } from './list.ts'
import { prune } from './prune.ts'
import { recover } from './recover.ts'
import { reindex } from './reindex.ts'
import { restoreBeside } from './restore/beside.ts'
import { restoreInstead } from './restore/instead.ts'
import { parseRequest } from './restore/request.ts'
import { runBackup } from './run.ts'
import { announce, renounce } from './running.ts'
import { parseBackupSettings } from './settings.ts'
import type { BackupSettings } from './settings.ts'
import { takeSnapshot } from './snapshot/take.ts'
import { verifyBackup } from './verify.ts'

export const backupUsage = `usage: mysqlha backup COMMAND [--settings FILE] [--backup-settings FILE]
  run [--full] [--here] [--patient] [--now TIME]
                                       the backup that is due, if this node is the one to make it
  verify [--id ID] [--now TIME]        restore a backup for a trial, and record whether it can be
  restore [--instead] [--id ID | --until TIME | --gtid GTID] [--only SCHEMA[.TABLE]]
                                       beside this node's server, or, with --instead, in the place of its data
  prune                                delete what has expired
  list [--json]                        the index
  reindex                              take backups into it that are there and that it does not name
  snapshot                             hold writes while the program of the settings takes a disk snapshot
`

/** A wrong command line. */
export class BackupUsageError extends Error {
  override name = 'BackupUsageError'
}

/**
 * The commands on backups; the program's wrapper holds the lock. Exit codes: 0 done, or the other node's to do; 1 failed, or
 * a backup that cannot be restored; 2 wrong usage.
 */
export async function backupCommand(words: readonly string[]): Promise<number> {
  const { values, positionals } = parse(words)
  const [name = ''] = positionals
  if (values.help) {
    process.stdout.write(backupUsage)
    return 0
  }
  const backup = readSettings(values['backup-settings'], parseBackupSettings)
  const settings = withScratch(readSettings(values.settings, parseSettings), backup)
  const now = values.now === undefined ? new Date() : new Date(values.now)
  if (Number.isNaN(now.getTime())) throw new BackupUsageError('--now must be a time in ISO 8601')
  if (name === 'list') {
    const records = await readIndex(backup.index)
    process.stdout.write(values.json ? `${JSON.stringify(records)}\n` : listText(records))
    return 0
  }
  const work = works[name]
  if (work === undefined)
    throw new BackupUsageError(name === '' ? 'which command?' : `unknown command ${name}`)
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.once(signal, () => stop.abort(new Error(`ended by ${signal}`)))
  // Only this one holds locks that a promotion must not wait for; a snapshot's program must not be cut off.
  if (name === 'run') announce(settings.paths.backupPid)
  try {
    await recover(backup, say)
    return await work({ settings, backup, values, now, signal: stop.signal })
  } finally {
    renounce(settings.paths.backupPid)
  }
}

/** What is left by a command that was killed must not be taken for the agent's own, nor the other way round. */
function withScratch(settings: Settings, { runDirectory }: BackupSettings): Settings {
  return { ...settings, paths: { ...settings.paths, scratch: runDirectory } }
}

interface Job {
  readonly settings: Settings
  readonly backup: BackupSettings
  readonly values: ReturnType<typeof parse>['values']
  readonly now: Date
  readonly signal: AbortSignal
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const works: Readonly<Record<string, (job: Job) => Promise<number>>> = {
  async run({ settings, backup, values, now, signal }) {
    await runBackup(settings, backup, {
      kind: values.full ? 'full' : 'auto',
      here: values.here,
      patient: values.patient,
      now,
      signal,
      say,
    })
    return 0
  },
  async verify({ settings, backup, values, now, signal }) {
    const record = await verifyBackup(settings, backup, { id: values.id ?? null, now, signal, say })
    if (record === null) say('there is no backup here to verify')
    if (record?.verified?.result === 'failed') return 1
    await prune(backup, say)
    return 0
  },
  async restore({ settings, backup, values, signal }) {
    const { where, ...request } = requested(values)
    if (where === 'instead') await restoreInstead(settings, backup, { ...request, signal, say })
    else await restoreBeside(settings, backup, { ...request, signal, say })
    return 0
  },
  async prune({ backup }) {
    await prune(backup, say)
    return 0
  },
  async reindex({ backup }) {
    return (await reindex(backup, say)) === 0 ? 0 : 1
  },
  async snapshot({ settings, backup, signal }) {
    await takeSnapshot(settings, backup, signal, say)
    return 0
  },
}

function requested(values: Job['values']) {
  try {
    return parseRequest(values)
  } catch (cause) {
    throw new BackupUsageError((cause as Error).message)
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        settings: { type: 'string', default: '/etc/mysqlha/agent.json' },
        'backup-settings': { type: 'string', default: '/etc/mysqlha/backup.json' },
        help: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        here: { type: 'boolean', default: false },
        patient: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        instead: { type: 'boolean', default: false },
        now: { type: 'string' },
        id: { type: 'string' },
        until: { type: 'string' },
        gtid: { type: 'string' },
        only: { type: 'string' },
      },
    })
  } catch (cause) {
    throw new BackupUsageError((cause as Error).message)
  }
}
