import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import type { RowDataPacket } from 'mysql2/promise'
import type { BackupRecord } from '../../../agent/backup/record.ts'
import { leaderOf } from '../../../lab/host/leader.ts'
import { readSecrets } from '../../../lab/inventory.ts'
import { nodeOf } from '../../../lab/lab.ts'
import type { Outcome } from '../../../lab/machine/run.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

export const directory = '/alidata/backup'
export const index = '/alidata/xtrabackup_cron/var/mysql_increment_hot_backup.index'
const keyFile = '/etc/mysqlha-backup.key'

/** Monday, 2026-11-30, 01:59 in Shanghai. */
const firstMonday = Date.UTC(2026, 10, 29, 17, 59)

/** 01:59 of a day, the first Monday being day 0, as the backups are told the time. */
export function dayAt(day: number): string {
  return new Date(firstMonday + day * 86_400_000).toISOString()
}

/** A pair on which backups are set up; `sealed`: compressed and encrypted. */
export async function openBackupLab(
  name: string,
  flavour: string,
  { sealed }: { sealed: boolean },
): Promise<TestLab> {
  const lab = await openTestLab(name, flavour)
  const lines = ['', 'backup_time_zone: Asia/Shanghai']
  if (sealed) {
    lines.push('backup_compression: gzip', `backup_key_file: ${keyFile}`)
    const key = randomBytes(32).toString('hex')
    for (const node of nodes) await lab.root(node, `umask 077; cat >${keyFile}`, `${key}\n`)
  }
  await appendFile(join(lab.inventory, 'group_vars', 'mysql.yml'), `${lines.join('\n')}\n`)
  const { exitCode, stdout, stderr } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
  assert.equal(exitCode, 0, `${stderr}${stdout}`)
  return lab
}

/** The index of a node, and the directories that are really there. */
export async function backupsOn(
  lab: TestLab,
  node: NodeName,
): Promise<{ records: BackupRecord[]; names: string[] }> {
  const records = JSON.parse(await lab.root(node, 'mysqlha backup list --json')) as BackupRecord[]
  const names = (await lab.root(node, `ls -A ${directory}`)).split('\n').filter((one) => one !== '')
  return { records, names }
}

/** What the backup of a day is called. */
export function nameOf(day: number): string {
  const date = new Date(Date.parse(dayAt(day)) + 8 * 3_600_000).toISOString().slice(0, 10)
  return `${date}T015900-${day % 7 === 0 ? 'full' : 'incremental'}`
}

/** The backup of a day, as the timer would start it. */
export function backUp(lab: TestLab, node: NodeName, day: number, ...words: string[]): Promise<string> {
  const command = `mysqlha backup run --now ${dayAt(day)} ${words.join(' ')}`
  // A standby that was not read for a second leaves it to the other node.
  return until('it makes a backup', 30, async () => {
    const said = await lab.root(node, command)
    return !said.startsWith('no backup here') && said
  })
}

/** The trial of a backup two hours after that of the day began: one from before a backup's end proves nothing. */
export function verifyOn(lab: TestLab, node: NodeName, day: number, id?: string): Promise<Outcome> {
  const now = dayAt(day + 2 / 24)
  return lab.attempt(node, `mysqlha backup verify --now ${now} ${id === undefined ? '' : `--id ${id}`}`)
}

/** Asks the server that a restore has started beside a node's own. */
export async function askBeside(lab: TestLab, node: NodeName, statement: string): Promise<RowDataPacket[]> {
  const { mysql_root_password: password } = await readSecrets(lab.lab)
  const socketPath = `/proc/${leaderOf(nodeOf(lab.lab, node))}/root${directory}/scratch/data/scratch.sock`
  let last = ''
  return until(
    'the restored server answers',
    60,
    async () => {
      const connection = await createConnection({
        socketPath,
        user: 'root',
        password: String(password),
      }).catch((error: Error) => {
        last = error.message
        return null
      })
      if (connection === null) return false
      try {
        const [rows] = await connection.query<RowDataPacket[]>(statement)
        return rows
      } finally {
        connection.destroy()
      }
    },
    () => last,
  )
}

/** Ends that server and takes its data away. */
export async function endBeside(lab: TestLab, node: NodeName): Promise<void> {
  await lab.root(node, `systemctl stop mysqlha-scratch 2>/dev/null; rm -rf ${directory}/scratch`)
}
