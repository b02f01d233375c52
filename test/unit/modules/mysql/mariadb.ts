import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret } from '../../../../src/values/secret.ts'
import { sh, type ShellCommand } from '../../../../src/values/shell.ts'
import type { MysqlLogin } from '../../../../src/values/sql.ts'
import { runHere } from '../local-shell.ts'

const packages = ['mariadb-server-core', 'mariadb-server', 'mariadb-common']
const libraries = ['liburing2', 'libnuma1', 'libaio1', 'libpcre2-8-0']

/** Unpacked once for a checkout; a folder that only the checkout's owner writes to. */
const cache = join(import.meta.dirname, '../../../../node_modules/.cache/mariadb')

/** A MariaDB of the distribution on a private socket, without network; gone after `stop`. */
export interface TestServer {
  readonly login: MysqlLogin
  stop(): Promise<void>
}

/** True where the distribution's packages can be had and a server may run. */
export const canRunMariadb = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Downloads and unpacks the server once; nothing is installed. */
async function unpacked(): Promise<string> {
  if (existsSync(cache)) return cache
  await mkdir(dirname(cache), { recursive: true })
  const aside = await mkdtemp(`${cache}-`)
  const { exitCode, stderr } = await runHere(
    sh`umask 022; cd ${aside} && chmod 0755 . && apt-get -q download ${[...packages, ...libraries]} &&
for package in *.deb; do dpkg-deb -x "$package" . || exit; done; rm -f *.deb`,
    300,
  )
  if (exitCode !== 0) throw new Error(`MariaDB cannot be had: ${stderr}`)
  await rename(aside, cache).catch(() => rm(aside, { recursive: true }))
  return cache
}

/** Prints SQL that makes the system tables, one statement a line, and gives root a password. */
function bootstrap(share: string, password: string): ShellCommand {
  const files = ['mysql_system_tables', 'mysql_performance_tables', 'mysql_system_tables_data']
  return sh`printf '%s\\n' 'CREATE DATABASE IF NOT EXISTS mysql;' 'USE mysql;' 'SET @auth_root_socket=NULL;'
cat ${files.map((name) => `${share}/${name}.sql`)}
printf '%s\\n' 'FLUSH PRIVILEGES;' ${`ALTER USER root@localhost IDENTIFIED BY '${password}';`}`
}

async function answers(socket: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`mariadbd ended with ${child.exitCode}`)
    if (existsSync(socket)) return
    await sleep(100)
  }
  throw new Error('mariadbd did not come up in 30 s')
}

/** Starts a fresh server whose root account has a password. */
export async function startMariadb(options: readonly string[] = []): Promise<TestServer> {
  const base = await unpacked()
  const directory = await mkdtemp(join(tmpdir(), 'playbook-mariadb-'))
  const data = join(directory, 'data')
  await mkdir(data)
  const share = join(base, 'usr/share/mysql')
  const unixSocket = join(directory, 'socket')
  const libraryPath = `${join(base, 'usr/lib/x86_64-linux-gnu')}:${join(base, 'lib/x86_64-linux-gnu')}`
  const server = [
    '--no-defaults',
    '--user=root',
    `--datadir=${data}`,
    `--lc-messages-dir=${share}`,
    ...options,
  ]
  server.push('--innodb-buffer-pool-size=16M', '--innodb-log-file-size=8M', '--skip-log-bin')
  const program = sh`LD_LIBRARY_PATH=${libraryPath} ${join(base, 'usr/sbin/mariadbd')} ${server}`
  const made = await runHere(
    sh`{ ${bootstrap(share, 'root secret')}
} | ${program} --bootstrap`,
    60,
  )
  if (made.exitCode !== 0) throw new Error(`mariadbd --bootstrap: ${made.stderr.slice(-2000)}`)

  const child = spawn(
    '/bin/sh',
    ['-c', `exec env ${program.script} --skip-networking --socket=${unixSocket}`],
    {
      stdio: 'ignore',
    },
  )
  await answers(unixSocket, child)
  return {
    login: { unixSocket, user: 'root', password: new Secret('root secret', 'root password') },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await rm(directory, { recursive: true })
    },
  }
}
