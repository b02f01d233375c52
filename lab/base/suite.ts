import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabFailure } from '../failure.ts'
import { boundToUs, run } from '../machine/run.ts'
import { findMirror, machineSources } from './apt-sources.ts'

/** This machine's apt, looking at another suite of the machine's own mirror with lists and caches of its own. */
export type Suite = {
  readonly name: string
  readonly mirror: string
  readonly keyring: string
  /** Candidate versions by package; throws when the suite lacks one. */
  readonly versions: (packages: readonly string[]) => Promise<Record<string, string>>
  /** Downloads the named packages alone into a folder. */
  readonly download: (packages: readonly string[], directory: string) => Promise<void>
  /** Downloads packages and whatever they need that a system's dpkg status file does not list. */
  readonly downloadMissing: (packages: readonly string[], status: string, directory: string) => Promise<void>
}

const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Fetches the suite's package lists into `workDirectory`. Proxies and logins are those of the machine's apt.conf. */
export async function openSuite(name: string, workDirectory: string): Promise<Suite> {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? ''
  const mirror = findMirror(machineSources(), codename)
  const keyring = mirror.signedBy ?? debianKeyring
  const status = join(workDirectory, 'status')
  mkdirSync(join(workDirectory, 'lists/partial'), { recursive: true })
  mkdirSync(join(workDirectory, 'preferences'))
  writeFileSync(status, '')
  writeFileSync(
    join(workDirectory, 'suite.sources'),
    `Types: deb\nURIs: ${mirror.uri}\nSuites: ${name}\nComponents: main\nSigned-By: ${keyring}\n`,
  )
  const apt = (statusFile: string, archives: string): string[] =>
    Object.entries({
      'Dir::State': workDirectory,
      'Dir::State::lists': join(workDirectory, 'lists'),
      'Dir::State::status': statusFile,
      'Dir::Cache': workDirectory,
      'Dir::Cache::archives': archives,
      'Dir::Etc::sourcelist': join(workDirectory, 'suite.sources'),
      'Dir::Etc::sourceparts': '/dev/null',
      'Dir::Etc::preferences': '/dev/null',
      'Dir::Etc::preferencesparts': join(workDirectory, 'preferences'),
      'APT::Default-Release': '',
      'APT::Sandbox::User': 'root',
      'Debug::NoLocking': 'true',
      // The date in an unstable suite's Release file may be in the past.
      'Acquire::Check-Valid-Until': 'false',
    }).flatMap(([key, value]) => ['-o', `${key}=${value}`])

  await run(boundToUs(['apt-get', ...apt(status, workDirectory), 'update']))
  return {
    name,
    mirror: mirror.uri,
    keyring,
    async versions(packages) {
      const candidates = readCandidates(
        await run(['apt-cache', ...apt(status, workDirectory), 'policy', ...packages]),
      )
      const missing = packages.filter((name) => candidates[name] === undefined)
      if (missing.length > 0) throw new LabFailure(`${mirror.uri} has no ${missing.join(', ')} in ${name}`)
      return candidates
    },
    async download(packages, directory) {
      mkdirSync(directory, { recursive: true })
      await run(boundToUs(['apt-get', ...apt(status, workDirectory), 'download', ...packages]), {
        cwd: directory,
      })
    },
    async downloadMissing(packages, statusOfSystem, directory) {
      mkdirSync(join(directory, 'partial'), { recursive: true })
      const options = ['--download-only', '--assume-yes', '--no-install-recommends', '--no-remove']
      await run(boundToUs(['apt-get', ...apt(statusOfSystem, directory), 'install', ...options, ...packages]))
    },
  }
}

/** Reads candidate versions in the output of `apt-cache policy`; a package without one is left out. */
export function readCandidates(policy: string): Record<string, string> {
  const found = policy.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (\S+)$/gm)
  return Object.fromEntries(
    [...found].flatMap(([, name = '', version = '']) =>
      version === '(none)' ? [] : [[name, version] as const],
    ),
  )
}
