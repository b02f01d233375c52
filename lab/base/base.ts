import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { readdir, rename, rm, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { LabFailure } from '../failure.ts'
import type { Progress } from '../io.ts'
import { withLock } from '../machine/lock.ts'
import { buildBase, recipeOf } from './build.ts'

const description = z.object({
  /** Resolved versions by package. */
  versions: z.record(z.string(), z.string()),
  /** The server's, as `BaseServer` describes it. */
  mysqlVersion: z.string(),
  tarball: z.string().optional(),
  libraries: z.array(z.string()),
  clients: z.array(z.string()).default([]),
})

/** A finished base: root file system, package repository and perhaps a MySQL tarball, with what was resolved. */
export type Base = z.infer<typeof description> & { readonly directory: string }

const cache = '/var/cache/playbook-lab'

/** Reads a finished base back. */
export function readBase(directory: string): Base {
  const file = join(directory, 'base.json')
  if (!existsSync(file))
    throw new LabFailure(`the lab's base ${directory} is gone: run \`lab destroy\`, then \`lab up\``)
  return { ...description.parse(JSON.parse(readFileSync(file, 'utf8'))), directory }
}

/**
 * The newest base of a flavour: from the cache, else (or with `refresh`) built aside and renamed into it, so that an
 * interrupted build never counts. Its folder's name tells the suite, the recipe and the versions.
 */
export async function ensureBase(flavourName: string, refresh: boolean, progress: Progress): Promise<Base> {
  const newest = join(cache, `${flavourName}-${recipeOf(flavourName)}`)
  if (existsSync(newest) && !refresh) return readBase(realpathSync(newest))
  const waiting = (): void => progress('another lab is building the base: waiting for it')
  return withLock(join(cache, 'lock'), waiting, async () => {
    if (existsSync(newest) && !refresh) return readBase(realpathSync(newest))
    for (const name of await readdir(cache)) {
      if (name.startsWith('building-')) await rm(join(cache, name), { recursive: true })
    }
    const base = await buildBase(flavourName, join(cache, `building-${flavourName}`), newest, progress)
    await rm(`${newest}.new`, { force: true })
    await symlink(basename(base), `${newest}.new`)
    await rename(`${newest}.new`, newest)
    return readBase(base)
  })
}
