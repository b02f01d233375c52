import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { LabFailure } from '../failure.ts'
import { boundToUs, run } from '../machine/run.ts'

/** What a MySQL for a pair must bring, below the tarball's top folder. */
const mustHave = [
  ...['mysqld', 'mysql', 'mysqladmin', 'mysqlbinlog', 'mysqldump'].map((name) => `bin/${name}`),
  ...['semisync_source.so', 'semisync_replica.so', 'mysql_clone.so', 'auth_socket.so'].map(
    (name) => `lib/mysql/plugin/${name}`,
  ),
  'share/mysql/english/errmsg.sys',
]

/**
 * Packs the files of Debian's packages into a tarball of the shape of a generic MySQL one (`mysql-VERSION-linux-x86_64`).
 * Unlike the official one, Debian's mysqld looks for lib/mysql/plugin and share/mysql. Gives the tarball's file name within
 * `destination`.
 */
export async function repackDebian(debs: string, version: string, destination: string): Promise<string> {
  const stage = join(destination, 'stage')
  const top = `mysql-${version}-linux-x86_64`
  const root = join(stage, top)
  await mkdir(stage, { recursive: true })
  for (const name of await readdir(debs)) {
    if (name.endsWith('.deb')) await run(['dpkg-deb', '--extract', join(debs, name), join(stage, 'unpacked')])
  }
  await rename(join(stage, 'unpacked/usr'), root)
  await rename(join(root, 'sbin/mysqld'), join(root, 'bin/mysqld'))
  for (const name of ['sbin', 'share/doc', 'share/lintian']) {
    await rm(join(root, name), { recursive: true, force: true })
  }
  return packTree(destination, top, mustHave)
}

/** Packs the folder `stage/TOP` of `destination` into `TOP.tar.gz` there, with a `.sha256` beside it; gives its file name. */
export async function packTree(
  destination: string,
  top: string,
  mustHold: readonly string[],
): Promise<string> {
  const stage = join(destination, 'stage')
  const missing = mustHold.filter((name) => !existsSync(join(stage, top, name)))
  if (missing.length > 0) throw new LabFailure(`${top} would be without ${missing.join(', ')}`)
  const name = `${top}.tar.gz`
  const tarball = join(destination, name)
  await run(boundToUs(['tar', '--owner=0', '--group=0', '-C', stage, '-czf', tarball, top]))
  await rm(stage, { recursive: true })
  await writeFile(`${tarball}.sha256`, `${await sha256OfFile(tarball)}  ${name}\n`)
  return name
}

/** The libraries that unpacked Debian packages need and a generic tarball would bring itself. */
export async function librariesOf(debs: string): Promise<string[]> {
  const names = new Set<string>()
  for (const deb of await readdir(debs)) {
    if (!deb.endsWith('.deb')) continue
    const depends = await run(['dpkg-deb', '--field', join(debs, deb), 'Depends'])
    for (const clause of depends.split(',')) {
      const name = clause.trim().split(/[\s(:|]/)[0] ?? ''
      if (name.startsWith('lib') && name !== 'libc6') names.add(name)
    }
  }
  return [...names].toSorted()
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
