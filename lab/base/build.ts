import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LabFailure } from '../failure.ts'
import { flavourOf } from '../flavours.ts'
import type { Progress } from '../io.ts'
import { boundToUs, run } from '../machine/run.ts'
import { bareHost, repositoryPackages } from '../packages.ts'
import { indexRepository } from './repository.ts'
import { sealBase } from './seal.ts'
import { openSuite } from './suite.ts'
import type { Suite } from './suite.ts'
import { librariesOf, packTarball } from './tarball.ts'

// Counted up when a base is built or sealed differently from the same packages.
const recipeVersion = 2

/** What a base is made from, as eight characters: another list of packages is another base. */
export function recipeOf(flavourName: string): string {
  const { version, ...flavour } = flavourOf(flavourName)
  const recipe = [recipeVersion, flavour, version.words, bareHost, repositoryPackages]
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 8)
}

/**
 * Builds a base in the folder `aside` and renames it to `newest` and a digest of the versions; returns that path. A base of
 * these versions that is there already is taken as it is.
 */
export async function buildBase(
  name: string,
  aside: string,
  newest: string,
  progress: Progress,
): Promise<string> {
  const flavour = flavourOf(name)
  await mkdir(aside)
  progress(`reading the package lists of Debian ${flavour.suite}`)
  const suite = await openSuite(flavour.suite, join(aside, 'apt'))
  const versions = await suite.versions([...flavour.tarballFrom, ...repositoryPackages])
  const mysql = versions[flavour.tarballFrom[0]] ?? ''
  progress(`MySQL ${mysql}, keepalived ${versions.keepalived} from ${suite.mirror}`)
  if (!flavour.version.pattern.test(mysql)) {
    throw new LabFailure(`this lab needs ${flavour.version.words}, Debian ${flavour.suite} has ${mysql}`)
  }
  const key = createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 8)
  const finished = `${newest}-${key}`
  if (existsSync(finished)) {
    await rm(aside, { recursive: true })
    return finished
  }
  const [tarball] = await Promise.all([
    buildTarball(suite, aside, mysql, flavour.tarballFrom, progress),
    buildRoot(suite, aside, progress),
  ])
  progress('fetching the packages of the local repository')
  const wanted = [...repositoryPackages, ...flavour.repository, ...tarball.libraries]
  await suite.downloadMissing(wanted, join(aside, 'root/var/lib/dpkg/status'), join(aside, 'repository'))
  const count = await indexRepository(join(aside, 'repository'))
  await rm(join(aside, 'apt'), { recursive: true })
  await rm(join(aside, 'debs'), { recursive: true })
  await writeFile(join(aside, 'base.json'), JSON.stringify({ versions, ...tarball }, null, 2))
  await run(['sync', '--file-system', aside])
  await rename(aside, finished)
  progress(`base ready, ${count} packages in its repository: ${finished}`)
  return finished
}

async function buildTarball(
  suite: Suite,
  aside: string,
  version: string,
  packages: readonly string[],
  progress: Progress,
) {
  const debs = join(aside, 'debs')
  await suite.download(packages, debs)
  progress('packing the MySQL tarball')
  // Debian's version is [epoch:]upstream-revision.
  const mysqlVersion = version.replace(/^\d+:/, '').replace(/-[^-]*$/, '')
  const tarball = await packTarball(debs, mysqlVersion, join(aside, 'dist'))
  return { mysqlVersion, tarball: basename(tarball), libraries: await librariesOf(debs) }
}

async function buildRoot(suite: Suite, aside: string, progress: Progress): Promise<void> {
  progress(`installing Debian ${suite.name} (this takes about a minute)`)
  const options = ['--variant=minbase', `--include=${bareHost.join(',')}`, `--keyring=${suite.keyring}`]
  await run(boundToUs(['debootstrap', ...options, suite.name, join(aside, 'root'), suite.mirror]))
  await sealBase(join(aside, 'root'))
}
