import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'
import { incidentFile } from './incident.ts'

/** Saves the transactions that the primary lacks, readable by people, and returns the file. */
export async function dumpErrant(context: Context, errant: string): Promise<string> {
  const { settings, signal } = context
  const found = await withSession(settings.mysql, signal, async (session) => {
    const logs = await session.run('SHOW BINARY LOGS')
    const [row] = await session.run('SELECT @@GLOBAL.log_bin_basename AS base, @@GLOBAL.basedir AS basedir')
    const directory = dirname(String(row?.['base']))
    return {
      bySet: session.can.uuidGtids,
      basedir: String(row?.['basedir']),
      logs: logs.map((log) => join(directory, String(log['Log_name']))),
    }
  })
  const { path, file } = await incidentFile(settings.paths.incidents, 'errant.sql')
  try {
    await file.write(`-- errant transactions: ${errant}\n`)
    // MariaDB's tool cannot choose by such a set: there the newest log is kept whole.
    const chosen = found.bySet ? [`--include-gtids=${errant}`, ...found.logs] : found.logs.slice(-1)
    await runTool(
      binlogTool(found.basedir),
      ['-vv', '--base64-output=decode-rows', ...chosen],
      file.fd,
      signal,
    )
  } finally {
    await file.close()
  }
  return path
}

function binlogTool(basedir: string): string {
  const beside = join(basedir, 'bin', 'mysqlbinlog')
  return existsSync(beside) ? beside : 'mysqlbinlog'
}

function runTool(command: string, args: string[], output: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', output, 'ignore'], signal })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))))
  })
}
