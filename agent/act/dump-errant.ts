import { createHash } from 'node:crypto'
import { execFile, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withSession } from '../mysql/with-session.ts'
import { needProgram } from '../rebuild/programs.ts'
import type { Context } from './context.ts'
import { wantedPositions, wantedSet } from './errant-wanted.ts'
import { placesOfErrant } from './errant-places.ts'
import { incidentFile } from './incident.ts'
import { printPlace } from './print-place.ts'

/**
 * Saves the transactions that the primary lacks and returns the file and its SHA-256. The file is SQL that a person can read
 * (each change in words, as a comment) and a server can run, under the same GTIDs: run on the primary, nothing is errant any more.
 */
export async function dumpErrant(
  context: Context,
  { errant, primaryHad }: { errant: string; primaryHad: string },
): Promise<string> {
  const { settings, signal } = context
  const tool = needProgram('binlog', settings.mysql)
  const knowsSets = await knowsGtidSets(tool, signal)
  const { directory, names, places } = await withSession(settings.mysql, signal, async (session) => {
    const [row] = await session.run('SELECT @@GLOBAL.log_bin_basename AS base')
    const logs = (await session.run('SHOW BINARY LOGS')).map((log) => String(log['Log_name']))
    const bySet = session.can.uuidGtids
    const wanted = bySet ? wantedSet(errant) : wantedPositions(errant, primaryHad)
    const found = bySet && knowsSets ? null : await placesOfErrant(session, wanted, logs)
    return { directory: dirname(String(row?.['base'])), names: logs, places: found }
  })
  const logs = names.map((name) => join(directory, name))
  const { path, file } = await incidentFile(settings.paths.incidents, 'errant.sql')
  try {
    await file.write(`-- Transactions that the primary lacks: ${errant}\n`)
    for (const place of places ?? []) await printPlace(tool, directory, place, file, signal)
    if (places === null) await runTool(tool, ['-vv', `--include-gtids=${errant}`, ...logs], file.fd, signal)
    await file.sync()
  } catch (error) {
    // It is tried again: halves would pile up.
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
  return `${path} sha256:${await digestOf(path)}`
}

/** MariaDB's tool, which may be the only one beside an old MySQL, does not. */
async function knowsGtidSets(tool: string, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await promisify(execFile)(tool, ['--help'], { signal })
  return stdout.includes('include-gtids')
}

function runTool(command: string, args: string[], output: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', output, 'ignore'], signal })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))))
  })
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) hash.update(bytes)
  return hash.digest('hex')
}
