import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { PlaybookError } from '../errors.ts'
import { namesIn, shownPath } from './files.ts'
import { didYouMean } from '../values/suggest.ts'

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** The inventories below the working directory, by name. */
async function inventoryNames(): Promise<string[]> {
  const names = await namesIn(resolve('inventory'))
  const present = await Promise.all(names.map((name) => isFile(resolve('inventory', name, 'hosts.yml'))))
  return names.filter((_, index) => present[index])
}

/**
 * The directory of an inventory: `prod` is inventory/prod below the working directory; anything with a slash is the path of
 * a directory, or of its hosts.yml. Throws `BadInventory` with what there is instead.
 */
export async function findInventory(nameOrPath: string): Promise<{ name: string; directory: string }> {
  const isPath = nameOrPath.includes('/') || nameOrPath.startsWith('.')
  const given = isPath ? resolve(nameOrPath) : resolve('inventory', nameOrPath)
  const directory = basename(given) === 'hosts.yml' && (await isFile(given)) ? dirname(given) : given
  if (nameOrPath !== '' && (await isFile(join(directory, 'hosts.yml')))) {
    return { name: basename(directory), directory }
  }
  const shown = shownPath(join(directory, 'hosts.yml'))
  const likely = (await namesIn(directory)).find((name) => /^(hosts|inventory)(\.(yaml|ini))?$/.test(name))
  if (likely !== undefined) {
    const hint = `an inventory's hosts stand in hosts.yml, in YAML; here is ${likely}`
    throw new PlaybookError('BadInventory', `there is no ${shown}`, { hint })
  }
  const names = await inventoryNames()
  const hint = `inventories here: ${names.join(', ') || 'none; copy inventory/example'}`
  throw new PlaybookError(
    'BadInventory',
    `there is no ${shown}${isPath ? '' : didYouMean(nameOrPath, names)}`,
    {
      hint,
    },
  )
}
