import { LabFailure } from '../failure.ts'
import { leaderOf } from '../host/leader.ts'
import { readSecrets } from '../inventory.ts'
import type { Lab, LabNode } from '../lab.ts'
import { isFrozen } from '../machine/cgroups.ts'
import { readState } from '../state.ts'
import { describeFiles, mask } from './digests.ts'
import type { Masks } from './digests.ts'
import { reportOf } from './host-report.ts'
import type { HostReport } from './host-report.ts'
import { reportOfMysql } from './mysql.ts'
import type { MysqlReport } from './mysql.ts'

/** All that two runs are compared by on one host; `mysql` is null where no server lets us in. */
export type HostSnapshot = Omit<HostReport, 'files'> & {
  readonly files: Record<string, string>
  readonly mysql: MysqlReport | null
}

const mysqlSocket = '/run/mysqld/mysqld.sock'

/**
 * What stands on the hosts of a running lab, by host, in a stable order. What must differ between two labs that came out the
 * same is left out (see volatile.ts) or masked: the lab's own network and the secrets of its inventory.
 */
export async function snapshot(lab: Lab): Promise<Record<string, HostSnapshot>> {
  const state = readState(lab)
  if (!state) throw new LabFailure('there is no lab: run `lab up`', 2)
  const secrets = await readSecrets(lab)
  const masks = masksOf(state.network, secrets)
  const password = secrets.mysql_root_password
  const taken = lab.nodes.map((node) => take(node, masks, typeof password === 'string' ? password : ''))
  const hosts = await Promise.all(taken)
  const byHost = Object.fromEntries(lab.nodes.map((node, index) => [node.name, hosts[index]]))
  return JSON.parse(mask(JSON.stringify(byHost), masks)) as Record<string, HostSnapshot>
}

/** The masks for a lab's network and the secrets of its inventory; short values are no secrets. */
export function masksOf(network: string, secrets: Readonly<Record<string, unknown>>): Masks {
  const hidden = Object.entries(secrets).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && value.length >= 8 ? [[value, `[${name}]`]] : [],
  )
  return new Map([[`${network}.`, 'NETWORK.'], ...hidden])
}

async function take(node: LabNode, masks: Masks, password: string): Promise<HostSnapshot> {
  if (isFrozen(node.machine)) throw new LabFailure(`${node.name} is paused: run \`lab thaw ${node.name}\``)
  const { files, ...report } = await reportOf(node)
  const root = `/proc/${leaderOf(node)}/root`
  const mysql = await reportOfMysql(`${root}${mysqlSocket}`, password)
  return { ...report, files: await describeFiles(root, files, masks), mysql: mysql ?? null }
}
