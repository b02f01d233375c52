import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import type { MysqlSettings } from '../settings.ts'

const systemDirectories = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/libexec']

// MariaDB's names first: its packages keep the old ones only as links, and not for ever.
const names = {
  client: ['mariadb', 'mysql'],
  dump: ['mariadb-dump', 'mysqldump'],
  binlog: ['mariadb-binlog', 'mysqlbinlog'],
  server: ['mariadbd', 'mysqld'],
  mariadbBackup: ['mariadb-backup', 'mariabackup'],
  mbstream: ['mbstream'],
  xtrabackup: ['xtrabackup'],
  xbstream: ['xbstream'],
} as const

export type Program = keyof typeof names

/** The path of a program: the server's own, beside it, before what the system has. `null` when there is none. */
export function findProgram(program: Program, { programs }: Pick<MysqlSettings, 'programs'>): string | null {
  for (const directory of [...programs, ...systemDirectories]) {
    for (const name of names[program]) {
      const path = join(directory, name)
      if (isExecutable(path)) return path
    }
  }
  return null
}

/** The same, and it must be there. @throws */
export function needProgram(program: Program, settings: Pick<MysqlSettings, 'programs'>): string {
  const path = findProgram(program, settings)
  if (path === null) throw new Error(`${names[program].join(' or ')} is not installed here`)
  return path
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
