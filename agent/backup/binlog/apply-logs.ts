import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { startChild } from '../../rebuild/child.ts'
import type { Child } from '../../rebuild/child.ts'
import { needProgram } from '../../rebuild/programs.ts'
import { socketLogin, withSecretFile } from '../../rebuild/secret-file.ts'
import type { MysqlSettings, Settings } from '../../settings.ts'
import { printArgs, runArgs } from './apply-command.ts'
import type { LogRange } from './apply-command.ts'
import { BinlogError } from './binlog-error.ts'
import { endsWithin } from './log-kind.ts'
import { rewriting } from './rewriting.ts'
import { runPrinted } from './run-printed.ts'

/**
 * Applies binary logs to a server: its own program prints them, its client runs that. MySQL's servers skip the transactions
 * that they have executed; MariaDB's do not, and `startPosition` must be the first that is missing.
 * @param files in their order, each the one after the other
 * @throws with what the program said that failed first; then the server has some of the transactions
 */
export async function applyLogs(
  { settings, signal }: { settings: Pick<Settings, 'paths' | 'mysql'>; signal: AbortSignal },
  login: MysqlSettings,
  files: readonly string[],
  range: LogRange,
): Promise<void> {
  const last = files.at(-1)
  if (last === undefined) throw new BinlogError('there are no binary logs to apply')
  const print = needProgram('binlog', settings.mysql)
  const run = needProgram('client', settings.mysql)
  const rewrite = await rewriting(print, files, range, signal)
  const { stopPosition } = range
  // The program reads one event too many, and fails when that is cut off.
  const lastByInput = stopPosition !== null && !(await endsWithin(last, stopPosition))
  await withSecretFile(settings, socketLogin(login), async (optionFile) => {
    const printer = startChild(print, printArgs(files, range, lastByInput), signal, {
      stdio: [lastByInput ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    if (lastByInput) giveInput(printer, last, stopPosition)
    const client = startChild(run, runArgs(optionFile), signal, { stdio: ['pipe', 'ignore', 'pipe'] })
    await runPrinted(printer, client, rewrite)
  })
}

function giveInput(printer: Child, path: string, bytes: number): void {
  const { stdin } = printer.process
  if (stdin === null) throw new Error('the program takes no input')
  // The program's own end says more than a broken pipe, and misses what could not be read.
  pipeline(createReadStream(path, { end: bytes - 1 }), stdin).catch(() => undefined)
}
