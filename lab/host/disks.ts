import { existsSync } from 'node:fs'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabNode } from '../lab.ts'
import { run } from '../machine/run.ts'
import type { Ledger, Resource } from '../state.ts'

/** Size of the disk that holds a host's data directory, in GiB; small, so that a full disk can be tested. */
const dataDiskGibibytes = 4

const upper = (node: LabNode): string => join(node.disks, 'upper')
const work = (node: LabNode): string => join(node.disks, 'work')
const dataImage = (node: LabNode): string => join(node.disks, 'alidata.img')
const finished = (node: LabNode): string => join(node.disks, 'finished')

/** Where a host's root is mounted while the lab is up. */
export const rootOf = (node: LabNode): string => join(node.disks, 'root')
/** Where the disk of a host's data is mounted while the lab is up. */
export const dataOf = (node: LabNode): string => join(node.disks, 'alidata')
/** Where a host's console goes. */
export const consoleOf = (node: LabNode): string => join(node.disks, 'console.log')

/** What mounting a host's disks takes. */
export const mountsOf = (node: LabNode): Resource[] => [
  { kind: 'mount', path: rootOf(node) },
  { kind: 'mount', path: dataOf(node) },
  { kind: 'loop', file: dataImage(node) },
]

/**
 * Makes a host's empty disks unless it has finished ones, and mounts them (they must not be mounted). Returns whether they are new: then the caller
 * gives the host its identity and calls `keepDisks`, without which the next attempt starts afresh.
 */
export async function mountDisks(ledger: Ledger, node: LabNode): Promise<boolean> {
  const fresh = !existsSync(finished(node))
  if (fresh) {
    for (const path of [upper(node), work(node), dataImage(node)])
      await rm(path, { recursive: true, force: true })
    for (const path of [upper(node), work(node)]) await mkdir(path, { recursive: true })
    await writeFile(dataImage(node), '')
    await truncate(dataImage(node), dataDiskGibibytes * 1024 ** 3)
    await run(['mkfs.ext4', '-q', '-m', '0', '-E', 'lazy_itable_init=1,lazy_journal_init=1', dataImage(node)])
  }
  const layers = `lowerdir=${join(ledger.state.base, 'root')},upperdir=${upper(node)},workdir=${work(node)}`
  for (const resource of mountsOf(node)) ledger.record(resource)
  await mount(rootOf(node), ['-t', 'overlay', '-o', layers, 'overlay'])
  await mount(dataOf(node), ['-t', 'ext4', '-o', 'loop', dataImage(node)])
  return fresh
}

/** Marks a host's disks as complete. */
export async function keepDisks(node: LabNode): Promise<void> {
  await writeFile(finished(node), '')
}

/** Throws away a host's disks; they must not be mounted. */
export async function wipeDisks(node: LabNode): Promise<void> {
  await rm(finished(node), { force: true })
}

async function mount(path: string, options: readonly string[]): Promise<void> {
  await mkdir(path, { recursive: true })
  await run(['mount', ...options, path])
}
