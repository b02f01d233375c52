import { stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
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

function directoryOf(nameOrPath: string): string {
  const isPath = nameOrPath.includes('/') || nameOrPath.startsWith('.')
  return isPath ? resolve(nameOrPath) : resolve('inventory', nameOrPath)
}

/**
 * What an inventory is called, in journals and commands: `prod` is inventory/prod; another directory by its path, so that
 * two customers' `prod` are never taken for one another. `--inventory` understands it.
 */
function nameOf(directory: string): string {
  if (dirname(directory) === resolve('inventory')) return basename(directory)
  const below = relative(resolve(), directory)
  if (below.startsWith('..')) return directory
  return below.includes('/') ? below : `./${below}`
}

/** The name under which the runs of an inventory are kept, whether or not the inventory is still there. */
export function inventoryName(nameOrPath: string): string {
  const directory = directoryOf(nameOrPath)
  return nameOf(basename(directory) === 'hosts.yml' ? dirname(directory) : directory)
}

/**
 * The directory of an inventory: `prod` is inventory/prod below the working directory; anything with a slash is the path of
 * a directory, or of its hosts.yml. Throws `BadInventory` with what there is instead.
 */
export async function findInventory(nameOrPath: string): Promise<{ name: string; directory: string }> {
  const given = directoryOf(nameOrPath)
  const directory = basename(given) === 'hosts.yml' && (await isFile(given)) ? dirname(given) : given
  if (nameOrPath !== '' && (await isFile(join(directory, 'hosts.yml')))) {
    return { name: nameOf(directory), directory }
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
    `there is no ${shown}${nameOrPath.includes('/') ? '' : didYouMean(nameOrPath, names)}`,
    {
      hint,
    },
  )
}
