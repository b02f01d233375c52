import type { Questioner } from '../decide/questioner.ts'
import { interactive, type ProcessIo } from './io.ts'

/** Who can be asked: the person at the terminal, or nobody. */
export async function questionerOf(io: ProcessIo): Promise<Questioner | undefined> {
  if (!interactive(io)) return undefined
  const { terminalQuestioner } = await import('../decide/terminal.ts')
  return terminalQuestioner({ input: io.stdin, output: io.stderr })
}
