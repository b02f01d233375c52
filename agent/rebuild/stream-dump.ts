import type { TLSSocket } from 'node:tls'
import type { Settings } from '../settings.ts'
import { startChild } from './child.ts'
import type { Child } from './child.ts'
import { dumpCommand } from './command-lines.ts'
import { needProgram } from './programs.ts'
import type { Position } from './position.ts'
import { withSecretFile } from './secret-file.ts'
import { atStandstill } from './standstill.ts'
import { pump } from './stream-backup.ts'

/** Sends all data as SQL, read in one snapshot, and says which transactions it holds. */
export async function streamDump(
  settings: Settings,
  socket: TLSSocket,
  signal: AbortSignal,
): Promise<Record<keyof Position, string>> {
  const program = needProgram('dump', settings.mysql)
  const command = dumpCommand(settings.mysql, await isMysqls(program, signal))
  return withSecretFile(settings, command.options, async (optionFile) => {
    const start = (): Child =>
      startChild(program, command.args(optionFile), signal, ['ignore', 'pipe', 'pipe'])
    const { position, child } = await atStandstill(settings.mysql, start, signal)
    await pump(child.process.stdout, socket)
    await child.ended
    return { ...position }
  })
}

async function isMysqls(program: string, signal: AbortSignal): Promise<boolean> {
  const child = startChild(program, ['--version'], signal, ['ignore', 'pipe', 'pipe'])
  let banner = ''
  for await (const text of child.process.stdout?.setEncoding('utf8') ?? []) banner += String(text)
  await child.ended
  return !/mariadb/i.test(banner)
}
