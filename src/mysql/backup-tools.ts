import semver from 'semver'
import { capabilitiesOf } from './capabilities.ts'
import { seriesOf } from './version.ts'
import type { ServerVersion } from './version.ts'

/** The programs that copy a server's files while it runs; `clone` is a plugin of the server itself. */
export const backupTools = ['mariadb-backup', 'xtrabackup', 'clone'] as const
export type BackupTool = (typeof backupTools)[number]

/** Which release of a backup program a server needs, and where it comes from. */
export interface ToolRequirement {
  readonly tool: Exclude<BackupTool, 'clone'>
  /** A semver range. */
  readonly releases: string
  /** How to get it, in one sentence. */
  readonly advice: string
}

/**
 * The program for a server, by the vendors' compatibility pages: XtraBackup 2.4 up to MySQL 5.7, 8.0 of at least the server's
 * own release (any from 8.0.34 on reads all of 8.0), later ones of the same series; mariadb-backup of the server's series.
 */
export function toolRequirement(version: ServerVersion): ToolRequirement {
  const { number, flavour } = version
  const series = seriesOf(version)
  const inSeries = `>=${series}.0 <${semver.inc(`${series}.0`, 'minor')}`
  if (flavour === 'mariadb')
    return {
      tool: 'mariadb-backup',
      releases: inSeries,
      advice: `install mariadb-backup ${series} from the repository of the server (package mariadb-backup, or MariaDB-backup)`,
    }
  const percona = (releases: string, name: string): ToolRequirement => ({
    tool: 'xtrabackup',
    releases,
    advice: `install Percona XtraBackup ${name} (package percona-xtrabackup-${name.replace('.', '')})`,
  })
  if (semver.lt(number, '8.0.0')) return percona('>=2.4.0 <2.5.0', '2.4')
  if (series === '8.0')
    return percona(semver.lt(number, '8.0.34') ? `>=${number} <8.1.0` : '>=8.0.34 <8.1.0', '8.0')
  return percona(inSeries, series)
}

/** Whether a release of the program may copy this server. */
export function toolFits(version: ServerVersion, toolVersion: string): boolean {
  const number = /\d+\.\d+\.\d+/.exec(toolVersion)?.[0]
  return number !== undefined && semver.satisfies(number, toolRequirement(version).releases)
}

/** Whether the server can copy itself, and binary logs make the increments. */
export function clonesItself(version: ServerVersion): boolean {
  return capabilitiesOf(version).clonePlugin
}

/** The release in what a backup program says of itself, as in `10.11.19-MariaDB` or `8.0.35-30`; undefined when it names none. */
export function toolRelease(said: string): string | undefined {
  return /(?:xtrabackup version|MariaDB server) (\d+\.\d+\.\d+\S*)/.exec(said)?.[1]
}
