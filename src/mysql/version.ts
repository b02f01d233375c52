/** Which server family a version string belongs to; behaviour is then chosen by capability, never by name. */
export type Flavour = 'mysql' | 'mariadb' | 'percona'

/** A server version with its suffixes taken off, so that semver ranges match it. */
export interface ServerVersion {
  flavour: Flavour
  /** `major.minor.patch` alone: in semver `8.0.36-28` would be a prerelease that `>=8.0.36` does not match. */
  number: string
  /** What the server said, for messages. */
  text: string
}

/** A version string that starts with no `major.minor.patch`. */
export class UnknownVersionError extends Error {
  override name = 'UnknownVersionError'
}

// Old MariaDB servers put this in front so that replicas of MySQL 5.x accept them.
const replicationPrefix = /^5\.5\.5-(?=\d+\.\d+\.\d+-MariaDB)/

/**
 * Parses `SELECT VERSION()` (with `@@version_comment`, the only place where Percona names itself).
 * @throws UnknownVersionError
 */
export function parseServerVersion(version: string, comment = ''): ServerVersion {
  const text = version.trim()
  const number = /^\d+\.\d+\.\d+/.exec(text.replace(replicationPrefix, ''))?.[0]
  if (number === undefined)
    throw new UnknownVersionError(`no server version in ${JSON.stringify(text.slice(0, 80))}`)
  return { flavour: flavourOf(`${text} ${comment}`), number, text }
}

/**
 * Parses the line that `mysqld --version` prints, as in `mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))`.
 * @throws UnknownVersionError
 */
export function parseServerBanner(banner: string): ServerVersion {
  const version = /\bVer\s+(\S+)/.exec(banner)?.[1] ?? ''
  return parseServerVersion(version, banner)
}

/** Major and minor number, the series within which servers are alike: `8.4`. */
export function seriesOf(version: ServerVersion): string {
  return version.number.split('.').slice(0, 2).join('.')
}

function flavourOf(text: string): Flavour {
  if (/mariadb/i.test(text)) return 'mariadb'
  if (/percona/i.test(text)) return 'percona'
  return 'mysql'
}
