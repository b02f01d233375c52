import { clonesItself, toolFits, toolRequirement } from '../../../src/mysql/backup-tools.ts'
import type { BackupTool } from '../../../src/mysql/backup-tools.ts'
import type { Session } from '../../mysql/session.ts'
import type { MysqlSettings } from '../../settings.ts'
import { findProgram } from '../../rebuild/programs.ts'
import { programVersion } from './program-version.ts'

/** The tool for the server here, and its series: `8.4`. */
export interface Chosen {
  readonly tool: BackupTool
  readonly toolSeries: string
}

/**
 * The server's backup program where a fitting release is installed, else the server's own copying.
 * @throws saying what is missing, and how to get it
 */
export async function chooseTool(
  { version }: Session,
  settings: MysqlSettings,
  signal: AbortSignal,
): Promise<Chosen> {
  const { tool, releases, advice } = toolRequirement(version)
  const program = findProgram(tool === 'xtrabackup' ? 'xtrabackup' : 'mariadbBackup', settings)
  const found = program === null ? null : await programVersion(program, signal)
  if (found !== null && toolFits(version, found)) return { tool, toolSeries: seriesOfText(found) }
  if (clonesItself(version)) return { tool: 'clone', toolSeries: seriesOfText(version.number) }
  const why =
    found === null ? `${tool} is not installed here` : `${tool} ${found} does not fit (${releases} does)`
  throw new Error(`nothing can back up ${version.text}: ${why}; ${advice}`)
}

function seriesOfText(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}
