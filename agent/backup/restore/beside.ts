import { chmod, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { usersSchemas } from '../../../src/mysql/own-schemas.ts'
import { quoteIdentifier, quoteString } from '../../../src/mysql/quote.ts'
import { textOf } from '../../../src/mysql/row.ts'
import type { Session } from '../../mysql/session.ts'
import { withSession } from '../../mysql/with-session.ts'
import { runChild } from '../../rebuild/child.ts'
import { needProgram } from '../../rebuild/programs.ts'
import type { Settings } from '../../settings.ts'
import type { BackupSettings } from '../settings.ts'
import { scratchPrefix } from '../scratch.ts'
import { build } from './build.ts'
import type { RestoreRequest } from './request.ts'
import { throwawayArgs } from './throwaway-server.ts'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import { parseServerVersion } from '../../../src/mysql/version.ts'

/** The unit of the server that runs beside the node's own. */
export const scratchUnit = 'mysqlha-scratch'

export interface BesideOptions extends Pick<RestoreRequest, 'target' | 'only'> {
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/**
 * Restores to a server of its own, read-only, without network, which runs until somebody stops it; this node and its data are
 * left alone. With `only`, everything else of users is taken out of it first. The caller holds the lock of the backups.
 */
export async function restoreBeside(
  settings: Settings,
  backup: BackupSettings,
  { target, only, signal, say }: BesideOptions,
): Promise<void> {
  const place = join(backup.directory, 'scratch')
  const making = await mkdtemp(join(backup.directory, scratchPrefix))
  let made
  try {
    await chmod(making, 0o711)
    made = await build({ settings, backup, target, place: making, signal, say }, async (built, login) => {
      if (only !== null) await withSession(login, signal, (session) => keepOnly(session, only))
      return built
    })
    // What an earlier restore has left goes when there is something for its place.
    await runChild('/bin/sh', ['-c', endOfScratch], signal)
    await rm(place, { recursive: true, force: true })
    await rename(making, place)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  const { reached, record } = made
  const data = join(place, 'data')
  const socket = join(data, 'scratch.sock')
  const can = capabilitiesOf(parseServerVersion(record.serverVersion))
  await runChild(
    'systemd-run',
    [
      `--unit=${scratchUnit}`,
      '--property=Nice=10',
      needProgram('server', settings.mysql),
      `--defaults-file=${settings.mysql.configFile}`,
      '--user=mysql',
      '--skip-networking',
      `--socket=${socket}`,
      `--pid-file=${join(data, 'scratch.pid')}`,
      `--log-error=${join(data, 'scratch.log')}`,
      '--event-scheduler=OFF',
      '--read-only=1',
      '--loose-super-read-only=1',
      ...throwawayArgs(data, data, backup, can),
    ],
    signal,
  )
  say(`restored ${reached}`)
  say(
    `a server with it runs at ${socket}, with the accounts of that time; end it: systemctl stop ${scratchUnit} && rm -r ${place}`,
  )
}

const endOfScratch = `systemctl stop ${scratchUnit}.service 2>/dev/null; systemctl reset-failed ${scratchUnit}.service 2>/dev/null; true`

/** Takes every other user's schema out, and every other table. @throws when what is wanted is not there */
async function keepOnly(
  session: Session,
  { schema, table }: NonNullable<RestoreRequest['only']>,
): Promise<void> {
  await session.run('SET SESSION foreign_key_checks=0')
  const schemas = await session.run(usersSchemas)
  const names = schemas.map((row) => textOf(row['name']))
  if (!names.includes(schema))
    throw new Error(`there is no schema ${schema} in it; there are ${names.join(', ') || 'none'}`)
  for (const name of names) if (name !== schema) await session.run(`DROP DATABASE ${quoteIdentifier(name)}`)
  if (table === null) return
  const tables = await session.run(
    `SELECT table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema=${quoteString(schema)}`,
  )
  if (!tables.some((row) => textOf(row['name']) === table))
    throw new Error(`there is no table ${table} in ${schema}`)
  for (const row of tables) {
    const name = textOf(row['name'])
    if (name === table) continue
    const kind = textOf(row['type']).includes('VIEW') ? 'VIEW' : 'TABLE'
    await session.run(`DROP ${kind} ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`)
  }
}
