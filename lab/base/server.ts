import type { Flavour } from '../flavours.ts'
import { LabFailure } from '../failure.ts'
import type { Progress } from '../io.ts'
import { npmVersion, packNpmServer } from './npm-server.ts'
import type { Suite } from './suite.ts'
import { librariesOf, repackDebian } from './tarball.ts'

/** What a finished base knows of its server. */
export type BaseServer = {
  /** Upstream version, such as 9.7.4. */
  readonly mysqlVersion: string
  /** File name of the tarball within `dist`; absent where the hosts install packages. */
  readonly tarball?: string
  /** Packages with the libraries that the tarball's programs link against. */
  readonly libraries: readonly string[]
  /** Packages with the client programs that a tarball lacks. */
  readonly clients: readonly string[]
}

/** Resolved versions of whatever the server is made of, by package; the first is the server's. */
export function serverVersions({ server }: Flavour, suite: Suite): Promise<Record<string, string>> {
  return server.kind === 'npm' ? npmVersion(server.package) : suite.versions(server.packages)
}

/** The server's own version, told from that of its source; throws when it is not the one that the lab is made for. */
export function serverVersion({ version, suite }: Flavour, found: string): string {
  const own = version.pattern.exec(found)?.[1]
  if (own === undefined)
    throw new LabFailure(`this lab needs ${version.words}; for hosts of Debian ${suite} there is ${found}`)
  return own
}

/** Makes the server's tarball, where it has one, in the folder `dist`; `debs` is for what that takes. */
export async function makeServer(
  { server }: Flavour,
  suite: Suite,
  { found, own }: { readonly found: string; readonly own: string },
  { debs, dist }: { readonly debs: string; readonly dist: string },
  progress: Progress,
): Promise<BaseServer> {
  if (server.kind === 'packages') return { mysqlVersion: own, libraries: [], clients: [] }
  progress('packing the MySQL tarball')
  if (server.kind === 'npm') {
    const tarball = await packNpmServer(server.package, found, own, dist)
    return { mysqlVersion: own, tarball, libraries: server.libraries, clients: server.clients }
  }
  await suite.download(server.packages, debs)
  const tarball = await repackDebian(debs, own, dist)
  return { mysqlVersion: own, tarball, libraries: await librariesOf(debs), clients: [] }
}

/** Packages of the server that the hosts install from the local repository. */
export function serverPackages({ server }: Flavour, made: BaseServer): readonly string[] {
  return [...(server.kind === 'packages' ? server.packages : []), ...made.libraries, ...made.clients]
}
