import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { knowsGtidSets, noDefaults } from '../mysql/printed-binlog.ts'
import { withSession } from '../mysql/with-session.ts'
import { runChild } from '../rebuild/child.ts'
import { needProgram } from '../rebuild/programs.ts'
import type { Context } from './context.ts'
import { lostOf } from './errant-lost.ts'
import { wantedPositions, wantedSet } from './errant-wanted.ts'
import { placesOfErrant } from './errant-places.ts'
import { incidentFile } from './incident.ts'
import { printPlace } from './print-place.ts'

/**
 * Saves the transactions that the primary lacks and returns the file, its SHA-256, and what of them the binary logs have lost.
 * The file is SQL that a person can read (each change in words, as a comment) and a server can run, under the same GTIDs: run
 * on the primary, nothing is errant any more.
 */
export async function dumpErrant(
  context: Context,
  { errant, primaryHad }: { errant: string; primaryHad: string },
): Promise<string> {
  const { settings, signal } = context
  const tool = needProgram('binlog', settings.mysql)
  const knowsSets = await knowsGtidSets(tool, signal)
  const { directory, names, places, lost } = await withSession(settings.mysql, signal, async (session) => {
    const [row] = await session.run('SELECT @@GLOBAL.log_bin_basename AS base')
    const logs = (await session.run('SHOW BINARY LOGS')).map((log) => String(log['Log_name']))
    const gone = await lostOf(session, { errant, primaryHad }, logs[0] ?? '')
    const bySet = session.can.uuidGtids
    const wanted = bySet ? wantedSet(errant) : wantedPositions(errant, primaryHad)
    const found = bySet && knowsSets ? null : await placesOfErrant(session, wanted, logs)
    return { directory: dirname(String(row?.['base'])), names: logs, places: found, lost: gone }
  })
  const logs = names.map((name) => join(directory, name))
  const { path, file } = await incidentFile(settings.paths.incidents, 'errant.sql')
  try {
    await file.write(`-- Transactions that the primary lacks: ${errant}\n`)
    if (lost !== '') await file.write(`-- NOT among these, because the binary logs are gone: ${lost}\n`)
    for (const place of places ?? []) await printPlace(tool, directory, place, file, signal)
    const printed = { stdio: ['ignore' as const, file.fd, 'pipe' as const] }
    const chosen = [noDefaults, '-vv', `--include-gtids=${errant}`, ...logs]
    if (places === null) await runChild(tool, chosen, signal, printed)
    await file.sync()
  } catch (error) {
    // It is tried again: halves would pile up.
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
  return `${path} sha256:${await digestOf(path)}${lost && ` purged:${lost}`}`
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) hash.update(bytes)
  return hash.digest('hex')
}
