import { z } from 'zod'
import { parseServerVersion } from '../../src/mysql/version.ts'
import type { ServerVersion } from '../../src/mysql/version.ts'

const absolutePath = z
  .string()
  .regex(/^\/[\w@%+=:,.-]+(\/[\w@%+=:,.-]+)*$/, 'must be an absolute path without spaces')

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, as sha256sum prints')

const optionName = z.string().regex(/^[A-Za-z][\w-]*$/, 'must be the name of a server option')

const optionValue = z.union([z.number(), z.string().regex(/^[^\n\r\0]*$/, 'must be one line')])

/**
 * The variables of the role `mysql`. Paths, port and limits have the values of the customer's manual, save the socket (not in
 * /tmp, where cleaners delete it).
 */
export const mysqlVariables = z.object({
  /** From the vendor's generic tarball, or the distribution's package. */
  mysql_install: z.enum(['tarball', 'package']).default('tarball'),
  /** A file of this machine, or a URL that the hosts reach; always with its SHA-256. */
  mysql_tarball: z
    .union([z.strictObject({ path: z.string().min(1), sha256 }), z.strictObject({ url: z.url(), sha256 })])
    .optional(),
  /** Package names; by default those of the distribution and flavour. */
  mysql_packages: z.array(z.string().min(1)).optional(),
  /** Packages with the libraries that the tarball's programs need; by default those of the distribution. */
  mysql_library_packages: z.array(z.string().min(1)).optional(),
  /** Packages with the client programs, for a tarball that brings none. */
  mysql_client_packages: z.array(z.string().min(1)).optional(),
  /** `false`: a server without semi-synchronous replication will do, and what a dead primary had not sent yet is lost. */
  semisync_required: z.boolean().default(true),
  /** `8.4.6`, `10.11.19`: the plan needs it, the hosts are asked whether it is true. */
  mysql_version: z.string().regex(/^\d+\.\d+(\.\d+)?$/, 'must look like 8.4.6'),
  mysql_flavour: z.enum(['mysql', 'mariadb']).default('mysql'),
  mysql_basedir: absolutePath.default('/alidata/mysql'),
  mysql_datadir: absolutePath.default('/alidata/mysql/data'),
  mysql_log_directory: absolutePath.default('/alidata/mysql/log'),
  mysql_tmpdir: absolutePath.default('/alidata/mysql/tmp'),
  mysql_tls_directory: absolutePath.default('/etc/mysql-tls'),
  mysql_socket: z
    .string()
    .regex(
      /^\/run\/[\w-]+\/[\w.-]+$/,
      'must be in a directory of its own below /run, such as /run/mysqld/mysqld.sock',
    )
    .default('/run/mysqld/mysqld.sock'),
  mysql_config_file: absolutePath.default('/etc/my.cnf'),
  mysql_port: z.int().min(1).max(65535).default(3306),
  /** By default the node's IPv4 address as a number, so that it differs. */
  mysql_server_id: z.int().min(1).max(4294967295).optional(),
  mysql_max_connections: z.int().min(10).max(100000).default(1000),
  /** Further lines of `[mysqld]`; none that this role sets itself. */
  mysql_extra_settings: z.record(optionName, optionValue).default({}),
})

export type MysqlVariables = z.output<typeof mysqlVariables>

/** The announced version with its flavour. `8.4` stands for its first release. */
export function announcedVersion({ mysql_version, mysql_flavour }: MysqlVariables): ServerVersion {
  const number = /^\d+\.\d+$/.test(mysql_version) ? `${mysql_version}.0` : mysql_version
  return parseServerVersion(mysql_flavour === 'mariadb' ? `${number}-MariaDB` : number)
}

/** An IPv4 address as a number; undefined for a name. */
export function serverIdOf(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255))
    return undefined
  return parts.reduce((total, part) => total * 256 + part, 0)
}
