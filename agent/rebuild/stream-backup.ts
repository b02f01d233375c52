import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { gtidText } from '../../src/mysql/row.ts'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Settings } from '../settings.ts'
import { startChild } from './child.ts'
import { backupCommand } from './command-lines.ts'
import { sendData } from './frames.ts'
import { needProgram } from './programs.ts'
import { withSecretFile } from './secret-file.ts'

/** Sends a copy of all files as the backup program makes it, and says afterwards what was true before. */
export async function streamBackup(
  settings: Settings,
  method: RebuildMethod,
  socket: TLSSocket,
  signal: AbortSignal,
): Promise<{ before: string }> {
  if (method !== 'mariadb-backup' && method !== 'xtrabackup') throw new Error(`${method} streams nothing`)
  const before = await binlogState(settings, signal)
  const scratch = await mkdtemp(join(dirname(settings.paths.state), 'copy-'))
  try {
    const command = backupCommand(method, settings.mysql, scratch)
    await withSecretFile(settings, command.options, async (optionFile) => {
      const program = needProgram(command.program, settings.mysql)
      const child = startChild(program, command.args(optionFile), signal, {
        stdio: ['ignore', 'pipe', 'pipe'],
        nice: true,
      })
      await pump(child.process.stdout, socket)
      await child.ended
      if (!/completed OK!\s*$/.test(child.said())) throw new Error(`${program} did not say that it completed`)
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  return { before }
}

/** Passes on what a program writes, no faster than the other side takes it. */
export async function pump(output: Readable | null, socket: TLSSocket): Promise<void> {
  for await (const bytes of output as AsyncIterable<Buffer>) await sendData(socket, bytes)
}

/** MariaDB's state names every server that ever wrote; MySQL's copy says it all itself. */
export function binlogState(settings: Settings, signal: AbortSignal): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    if (session.can.uuidGtids) return ''
    const [row] = await session.run('SELECT @@GLOBAL.gtid_binlog_state AS gtid')
    return gtidText(row?.['gtid'])
  })
}
