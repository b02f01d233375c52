import { LabFailure } from './failure.ts'

/** What a lab's hosts are made of and where its MySQL comes from. */
export type Flavour = {
  /** Debian suite of the hosts. */
  readonly suite: string
  /** Packages that a generic tarball is packed from; its version is that of the first one. */
  readonly tarballFrom: readonly [string, ...string[]]
  /** What the version of the first package must look like, and in words. */
  readonly version: { readonly pattern: RegExp; readonly words: string }
  /** Packages that the local repository offers besides the lab's common ones. */
  readonly repository: readonly string[]
}

/** The flavours of the lab. MariaDB 10.11 (bookworm, from packages) and MySQL 5.6 (another tarball) join here. */
export const flavours: Readonly<Record<string, Flavour>> = {
  mysql97: {
    suite: 'sid',
    tarballFrom: ['mysql-server-core', 'mysql-client-core'],
    version: { pattern: /^9\./, words: 'MySQL 9.x' },
    repository: ['mysql-server', 'mysql-client'],
  },
}

/** The flavour a person asked for; throws with the list when there is none of that name. */
export function flavourOf(name: string): Flavour {
  const found = Object.hasOwn(flavours, name) ? flavours[name] : undefined
  if (!found) throw new LabFailure(`no flavour ${name}: one of ${Object.keys(flavours).join(', ')}`, 2)
  return found
}
