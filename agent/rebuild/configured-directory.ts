import type { MysqlSettings } from '../settings.ts'
import { outputOf } from './child.ts'
import { needProgram } from './programs.ts'

/** Where a server that does not run would look for its data, by its own reading of its option file. @throws when it does not say */
export async function configuredDirectory(settings: MysqlSettings, signal: AbortSignal): Promise<string> {
  const args = [`--defaults-file=${settings.configFile}`, '--print-defaults']
  const said = await outputOf(needProgram('server', settings), args, signal)
  const directory = directoryOf(said)
  if (directory === null)
    throw new Error(`the server does not run, and ${settings.configFile} does not say where its data is`)
  return directory
}

/** Of an option that is given twice the last one counts. */
export function directoryOf(printed: string): string | null {
  return [...printed.matchAll(/(?<=\s)--datadir=(\S+)/g)].at(-1)?.[1] ?? null
}
