import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { localFiles } from '../../../src/run/local.ts'
import { series } from '../roles/mysql/contexts.ts'

/** What would fail if a mistake came back. */
export type Proof =
  /** A drill on real hosts, by its name. */
  | { readonly drill: string }
  /** Another test, by its title (or the constant part of it), in a file below test/. */
  | { readonly title: string; readonly in: string }
  /** Something to look at right here. */
  | { readonly check: () => void | Promise<void> }

/** One mistake of the manual that this program replaces. */
export interface Mistake {
  /** Its number in the list of the manual's mistakes; 48 stands for the chapter on backups. */
  readonly row: number
  readonly was: string
  readonly proofs: readonly Proof[]
}

export const project = join(import.meta.dirname, '..', '..', '..')

export const read = (path: string): string => readFileSync(join(project, path), 'utf8')

/** Every file below a folder, with its text. */
export function filesBelow(folder: string): { path: string; text: string }[] {
  return readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

/** All that lands on hosts, or runs there. */
export const landsOnHosts = ['templates', 'agent', 'roles', 'modules'].flatMap(filesBelow)

/** The names of files in which a pattern is found. */
export function filesWith(pattern: RegExp, files = landsOnHosts): string[] {
  return files.filter(({ text }) => pattern.test(text)).map(({ path }) => path)
}

/** my.cnf of every series: the golden files that the settings are compared with. */
export function everyMyCnf(): { name: string; lines: readonly string[] }[] {
  return Object.keys(series).map((name) => ({
    name,
    lines: read(`test/golden/mysql/my-${name}.cnf`).split('\n'),
  }))
}

/** keepalived.conf as the role renders it for one node. */
export async function keepalivedConf(position: 0 | 1): Promise<string> {
  const addresses = ['192.168.14.128', '192.168.14.129'] as const
  const template = await localFiles(project).template('templates/keepalived/keepalived.conf.njk')
  return template.render({
    routerId: `node${position + 1}`,
    instance: 'MYSQL_51',
    interface: 'eth1',
    address: addresses[position],
    peerAddress: addresses[1 - position],
    unicast: true,
    virtualRouterId: 51,
    priority: position === 0 ? 100 : 90,
    advertisementIntervalSeconds: 0.2,
    startupDelaySeconds: 5,
    realTime: true,
    vip: '192.168.14.88/24',
    fifo: '/run/mysqlha/vrrp.fifo',
    verdict: '/run/mysqlha/verdict',
    freshnessCheck: '/usr/libexec/mysqlha/verdict-fresh',
  })
}
