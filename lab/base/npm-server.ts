import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LabFailure } from '../failure.ts'
import { boundToUs, run } from '../machine/run.ts'
import { packTree } from './tarball.ts'

/** The newest version of an npm package in this machine's configured registry, by its name. */
export async function npmVersion(name: string): Promise<Record<string, string>> {
  const version = (await run(['npm', 'view', name, 'version'])).trim()
  if (version === '') throw new LabFailure(`the npm registry of this machine has no ${name}`)
  return { [name]: version }
}

/**
 * Packs the server of an npm package (`server/mysqld` and `server/share`) into a tarball of the shape of a generic MySQL one.
 * Nothing of the package is run. Gives the tarball's file name within `destination`.
 */
export async function packNpmServer(
  name: string,
  version: string,
  mysqlVersion: string,
  destination: string,
): Promise<string> {
  const stage = join(destination, 'stage')
  await mkdir(stage, { recursive: true })
  const packed = await run(['npm', 'pack', `${name}@${version}`, '--silent', '--pack-destination', stage])
  const archive = join(stage, packed.trim().split('\n').at(-1) ?? '')
  await run(boundToUs(['tar', '--no-same-owner', '-C', stage, '-xzf', archive]))
  const top = `mysql-${mysqlVersion}-linux-x86_64`
  await mkdir(join(stage, top, 'bin'), { recursive: true })
  await rename(join(stage, 'package/server/mysqld'), join(stage, top, 'bin/mysqld'))
  await rename(join(stage, 'package/server/share'), join(stage, top, 'share'))
  for (const rest of [archive, join(stage, 'package')]) await rm(rest, { recursive: true })
  return packTree(destination, top, [
    'bin/mysqld',
    'share/english/errmsg.sys',
    'share/mysql_system_tables.sql',
  ])
}
