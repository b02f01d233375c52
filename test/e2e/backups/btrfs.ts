import { join } from 'node:path'
import { dataOf } from '../../../lab/host/disks.ts'
import { leaderOf } from '../../../lab/host/leader.ts'
import { nodeOf } from '../../../lab/lab.ts'
import { run } from '../../../lab/machine/run.ts'
import type { NodeName, TestLab } from '../support/lab.ts'

/** The file system on which everything of the server is, as one subvolume. */
export const pool = '/alidata/pool'

/** Puts the directory of the server on btrfs, before anything is installed there. The device goes with the host. */
export async function serverOnBtrfs(lab: TestLab, node: NodeName): Promise<void> {
  await lab.root(node, 'apt-get -qq update && apt-get -qq -y install btrfs-progs </dev/null >/dev/null')
  await lab.root(node, 'truncate -s 2G /alidata/pool.img && mkfs.btrfs -q /alidata/pool.img')
  const host = nodeOf(lab.lab, node)
  const device = (await run(['losetup', '--find', '--show', join(dataOf(host), 'pool.img')])).trim()
  // A host has no loop devices of its own.
  const inMounts = (...words: string[]) =>
    run(['nsenter', '--target', String(leaderOf(host)), '--mount', '--', ...words])
  await inMounts('mknod', device, 'b', '7', device.replace(/\D/g, ''))
  await lab.root(node, `mkdir -p ${pool} /alidata/mysql`)
  await inMounts('mount', '-t', 'btrfs', device, pool)
  await run(['losetup', '--detach', device])
  await lab.root(node, `btrfs -q subvolume create ${pool}/mysql`)
  await inMounts('mount', '--bind', `${pool}/mysql`, '/alidata/mysql')
}
