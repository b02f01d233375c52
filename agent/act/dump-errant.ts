import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { withSession } from '../mysql/with-session.ts'
import { needProgram } from '../rebuild/programs.ts'
import type { Context } from './context.ts'
import { choiceOfErrant } from './errant-choice.ts'
import { incidentFile } from './incident.ts'

/**
 * Saves the transactions that the primary lacks and returns the file and its SHA-256. The file is SQL that a person can read
 * (each change in words, as a comment) and a server can run, under the same GTIDs: run on the primary, nothing is errant any more.
 */
export async function dumpErrant(
  context: Context,
  { errant, primaryHad }: { errant: string; primaryHad: string },
): Promise<string> {
  const { settings, signal } = context
  const { bySet, logs } = await withSession(settings.mysql, signal, async (session) => {
    const [row] = await session.run('SELECT @@GLOBAL.log_bin_basename AS base')
    const directory = dirname(String(row?.['base']))
    const names = (await session.run('SHOW BINARY LOGS')).map((log) => String(log['Log_name']))
    return { bySet: session.can.uuidGtids, logs: names.map((name) => join(directory, name)) }
  })
  const { path, file } = await incidentFile(settings.paths.incidents, 'errant.sql')
  try {
    await file.write(`-- Transactions that the primary lacks: ${errant}\n`)
    const chosen = bySet ? [`--include-gtids=${errant}`] : choiceOfErrant(errant, primaryHad)
    await runTool(needProgram('binlog', settings.mysql), ['-vv', ...chosen, ...logs], file.fd, signal)
    await file.sync()
  } finally {
    await file.close()
  }
  return `${path} sha256:${await digestOf(path)}`
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
