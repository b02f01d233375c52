import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBase } from '../../../lab/base/base.ts'
import { installTools } from '../../../lab/machine/requirements.ts'

const cache = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache')

/**
 * A program that starts the lab's MySQL server on this machine: the server is built for a newer libc than this machine may
 * have, so it runs by the loader and with the libraries of the lab's base. Made once, then kept in the cache.
 */
export async function mysqldProgram(): Promise<string> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  await installTools(say)
  const base = await ensureBase('mysql97', false, say)
  if (base.tarball === undefined) throw new Error('the base has no tarball')
  const folder = join(cache, `mysqld-${base.mysqlVersion}`)
  const program = join(folder, 'mysqld')
  if (existsSync(program)) return program

  const aside = `${folder}.${process.pid}`
  const libraries = join(aside, 'libraries')
  mkdirSync(libraries, { recursive: true })
  execFileSync('tar', [
    '-xzf',
    join(base.directory, 'dist', base.tarball),
    '-C',
    aside,
    '--strip-components=1',
  ])
  const repository = join(base.directory, 'repository')
  for (const deb of readdirSync(repository).filter((name) => name.startsWith('lib') && name.endsWith('.deb')))
    execFileSync('dpkg-deb', ['-x', join(repository, deb), libraries])
  const multiarch = 'usr/lib/x86_64-linux-gnu'
  const root = join(base.directory, 'root')
  const path = [join(folder, 'libraries', multiarch), join(root, multiarch)].join(':')
  const messages = `--lc-messages-dir=${join(folder, 'share', 'mysql')}`
  const loader = join(root, multiarch, 'ld-linux-x86-64.so.2')
  const script = `#!/bin/sh\nexec ${loader} --library-path ${path} ${join(folder, 'bin', 'mysqld')} --no-defaults --basedir=${folder} ${messages} "$@"\n`
  writeFileSync(join(aside, 'mysqld'), script)
  chmodSync(join(aside, 'mysqld'), 0o755)
  rmSync(folder, { recursive: true, force: true })
  renameSync(aside, folder)
  return program
}
