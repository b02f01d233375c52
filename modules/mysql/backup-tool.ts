import { clonesItself, toolFits, toolRelease, toolRequirement } from '../../src/mysql/backup-tools.ts'
import { parseServerBanner, type ServerVersion } from '../../src/mysql/version.ts'
import { cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import type { ShellResult } from '../../src/values/probe.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'

export interface BackupToolParams {
  /** The server's program. */
  readonly server: string
  /** Where the server's own programs are, which are taken before the system's; empty for a package. */
  readonly programs: string
  /** What a server that nothing here can back up is: an error, or something that the engineer must read. */
  readonly missing: 'refuse' | 'warn'
}

/** What the step publishes for a server that nothing can back up. */
export const noBackupTool = 'none'

// Where the agent looks, in its order.
const systemDirectories = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/libexec']

function version(names: readonly string[], programs: string): ShellCommand {
  const directories = programs === '' ? systemDirectories : [programs, ...systemDirectories]
  const candidates = directories.flatMap((directory) => names.map((name) => `${directory}/${name}`))
  return sh`for one in ${candidates}; do
  [ -x "$one" ] && { "$one" --no-defaults --version 2>&1; exit; }
done
exit 127`.timeout(20)
}

/** Undefined also when there is no such program, or it does not run. */
function releaseOf({ exitCode, stdout }: ShellResult): string | undefined {
  return exitCode === 0 ? toolRelease(stdout) : undefined
}

function named({ flavour, number }: ServerVersion): string {
  return `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${number}`
}

/** A guard: the host has what backs its server up. Publishes the tool. */
export const backupTool = defineModule({
  name: 'backupTool',
  probe: ({ server, programs }: BackupToolParams) => ({
    banner: sh`${server} --no-defaults --version 2>&1`.timeout(20),
    'mariadb-backup': version(['mariadb-backup', 'mariabackup'], programs),
    xtrabackup: version(['xtrabackup'], programs),
  }),
  judge(results, { server, missing }): Finding<undefined> {
    const banner = results.banner.stdout.trim().split('\n').at(-1) ?? ''
    if (results.banner.exitCode !== 0 || !/\bVer\s+\d/.test(banner))
      return cannotTell(`${server} does not tell its version`)
    const installed = parseServerBanner(banner)
    const { tool, releases, advice } = toolRequirement(installed)
    const release = releaseOf(results[tool])
    if (release !== undefined && toolFits(installed, release)) return ok(`${tool} ${release}`, tool)
    const why = release === undefined ? `there is no ${tool} here` : `${tool} ${release} is not ${releases}`
    if (clonesItself(installed)) return ok(`${named(installed)} copies itself (${why})`, 'clone')
    const because = `nothing on this host can back up ${named(installed)}: ${why}; ${advice}`
    if (missing === 'refuse')
      return differs(`${because}; or do without backups of this tool: backup_tool_missing: warn`, undefined)
    return { kind: 'ok', because: `${because}. No backups are made`, value: noBackupTool, warning: true }
  },
})
