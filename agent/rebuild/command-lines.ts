import type { MysqlSettings } from '../settings.ts'
import { optionGroup, socketLogin } from './secret-file.ts'

/** How a copying program is started on the donor: everything secret is in the option file. */
export interface DonorCommand {
  program: 'mariadbBackup' | 'xtrabackup' | 'dump'
  /** Content of the option file. */
  options: string
  args(optionFile: string): string[]
}

type Server = Pick<MysqlSettings, 'configFile' | 'socket' | 'user' | 'password'>

const parallel = 2

/**
 * Milliseconds. At its end the copy waits for its own log reader while commits are held up (MariaDB's BLOCK_COMMIT, XtraBackup
 * 2.4's read lock): with the programs' default of 1000 a commit waited for 1.04 s.
 */
const logCopyInterval = 100

/** A consistent copy of all files, as a stream; `further` options are added. */
export function backupCommand(
  tool: 'mariadb-backup' | 'xtrabackup',
  server: Server,
  scratch: string,
  further: readonly string[] = [],
): DonorCommand {
  const { user, password, socket, configFile } = server
  const mariadb = tool === 'mariadb-backup'
  return {
    program: mariadb ? 'mariadbBackup' : 'xtrabackup',
    options: `!include ${configFile}\n${optionGroup(tool, { user, password, socket })}`,
    args: (optionFile) => [
      // Must be the first one.
      `--defaults-file=${optionFile}`,
      '--backup',
      `--stream=${mariadb ? 'mbstream' : 'xbstream'}`,
      `--parallel=${parallel}`,
      `--target-dir=${scratch}`,
      '--open-files-limit=65535',
      `--log-copy-interval=${logCopyInterval}`,
      ...further,
    ],
  }
}

/** Tables that belong to one server, or that the server fills itself. */
export const notCopied = [
  'general_log',
  'slow_log',
  'gtid_executed',
  'gtid_slave_pos',
  'innodb_index_stats',
  'innodb_table_stats',
  'slave_master_info',
  'slave_relay_log_info',
  'slave_worker_info',
  'transaction_registry',
]

/** All data as SQL, from one snapshot. `ofMysql`: the program is MySQL's own, with options that MariaDB's lacks. */
export function dumpCommand(server: Server, ofMysql: boolean): DonorCommand {
  return {
    program: 'dump',
    options: socketLogin(server),
    args: (optionFile) => [
      `--defaults-file=${optionFile}`,
      '--all-databases',
      '--single-transaction',
      '--skip-lock-tables',
      '--quick',
      '--routines',
      '--events',
      '--triggers',
      '--hex-blob',
      '--max-allowed-packet=1G',
      '--default-character-set=utf8mb4',
      ...notCopied.map((table) => `--ignore-table=mysql.${table}`),
      // The position is read under our own lock; the program would take one of its own.
      ...(ofMysql ? ['--set-gtid-purged=OFF', '--no-tablespaces'] : []),
    ],
  }
}

/** Takes the copy apart into a directory. */
export function unpackArgs(directory: string): string[] {
  return ['-x', '-C', directory, `--parallel=${parallel}`]
}

/** Makes the copy consistent. */
export function prepareArgs(directory: string): string[] {
  return ['--prepare', `--target-dir=${directory}`, '--use-memory=256M']
}
