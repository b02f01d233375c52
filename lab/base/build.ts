import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { flavourOf } from '../flavours.ts'
import type { Progress } from '../io.ts'
import { boundToUs, run } from '../machine/run.ts'
import { bareHost, repositoryPackages } from '../packages.ts'
import { indexRepository } from './repository.ts'
import { sealBase } from './seal.ts'
import { makeServer, serverPackages, serverVersion, serverVersions } from './server.ts'
import { openSuite } from './suite.ts'
import type { Suite } from './suite.ts'

// Counted up when a base is built or sealed differently from the same packages.
const recipeVersion = 2

/** What a base is made from, as eight characters: another list of packages is another base. */
export function recipeOf(flavourName: string): string {
  const { suite, server, repository, version } = flavourOf(flavourName)
  const recipe = [recipeVersion, suite, server, repository, version.words, bareHost, repositoryPackages]
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 8)
}

/**
 * Builds a base in the folder `aside` and renames it to `newest` and a digest of the versions; returns that path. A base of
 * these versions that is there already is taken as it is.
 */
export async function buildBase(
  flavourName: string,
  aside: string,
  newest: string,
  progress: Progress,
): Promise<string> {
  const flavour = flavourOf(flavourName)
  await mkdir(aside)
  progress(`reading the package lists of Debian ${flavour.suite}`)
  const suite = await openSuite(flavour.suite, join(aside, 'apt'))
  const versions = {
    ...(await serverVersions(flavour, suite)),
    ...(await suite.versions(repositoryPackages)),
  }
  const [name = '', found = ''] = Object.entries(versions)[0] ?? []
  const own = serverVersion(flavour, found)
  progress(`${name} ${found}, keepalived ${versions.keepalived} from ${suite.mirror}`)
  const key = createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 8)
  const finished = `${newest}-${key}`
  if (existsSync(finished)) {
    await rm(aside, { recursive: true })
    return finished
  }
  const places = { debs: join(aside, 'debs'), dist: join(aside, 'dist') }
  const [made] = await Promise.all([
    makeServer(flavour, suite, { found, own }, places, progress),
    buildRoot(suite, aside, progress),
  ])
  progress('fetching the packages of the local repository')
  const wanted = [...repositoryPackages, ...flavour.repository, ...serverPackages(flavour, made)]
  await suite.downloadMissing(wanted, join(aside, 'root/var/lib/dpkg/status'), join(aside, 'repository'))
  const count = await indexRepository(join(aside, 'repository'))
  await rm(join(aside, 'apt'), { recursive: true })
  await rm(places.debs, { recursive: true, force: true })
  await writeFile(join(aside, 'base.json'), JSON.stringify({ versions, ...made }, null, 2))
  await run(['sync', '--file-system', aside])
  await rename(aside, finished)
  progress(`base ready, ${count} packages in its repository: ${finished}`)
  return finished
}

async function buildRoot(suite: Suite, aside: string, progress: Progress): Promise<void> {
  progress(`installing Debian ${suite.name} (this takes about a minute)`)
  const options = ['--variant=minbase', `--include=${bareHost.join(',')}`, `--keyring=${suite.keyring}`]
  await run(boundToUs(['debootstrap', ...options, suite.name, join(aside, 'root'), suite.mirror]))
  await sealBase(join(aside, 'root'))
}
