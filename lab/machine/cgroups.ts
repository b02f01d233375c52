import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabFailure } from '../failure.ts'
import { until } from './until.ts'

/**
 * Where this machine keeps its cgroups: the unified (version 2) hierarchy and, on machines with the hybrid layout,
 * systemd's own version 1 hierarchy, in which a process that is not moved shares its path with every other container.
 */
export type CgroupRoots = { readonly unified: string; readonly systemd: string | undefined }

/** Finds the hierarchies in the text of /proc/self/mounts; undefined when there is no version 2 hierarchy. */
export function findCgroupRoots(mounts: string): CgroupRoots | undefined {
  const rows = mounts.split('\n').map((line) => line.split(' '))
  const unified = rows.find((row) => row[2] === 'cgroup2')?.[1]
  const systemd = rows.find((row) => row[2] === 'cgroup' && row[3]?.split(',').includes('name=systemd'))?.[1]
  return unified === undefined ? undefined : { unified, systemd }
}

function roots(): CgroupRoots {
  const found = findCgroupRoots(readFileSync('/proc/self/mounts', 'utf8'))
  if (!found) throw new LabFailure('this machine has no cgroup version 2 hierarchy', 2)
  return found
}

function unifiedPath(name: string): string {
  return join(roots().unified, name)
}

function directories(name: string): string[] {
  const { unified, systemd } = roots()
  return [join(unified, name), ...(systemd === undefined ? [] : [join(systemd, name)])]
}

/** Makes a cgroup and names the files that a process writes its pid to in order to enter it. */
export function createCgroup(name: string): string[] {
  return directories(name).map((directory) => {
    mkdirSync(directory, { recursive: true })
    return join(directory, 'cgroup.procs')
  })
}

/** Whether any process lives in the cgroup or below it. */
export function hasProcesses(name: string): boolean {
  return eventsOf(name).includes('populated 1')
}

/** Whether every process of the cgroup is frozen. */
export function isFrozen(name: string): boolean {
  return eventsOf(name).includes('frozen 1')
}

function eventsOf(name: string): string {
  const file = join(unifiedPath(name), 'cgroup.events')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Freezes or thaws all processes of the cgroup, as a hypervisor stalls a virtual machine. */
export async function setFrozen(name: string, frozen: boolean): Promise<void> {
  writeFileSync(join(unifiedPath(name), 'cgroup.freeze'), frozen ? '1' : '0')
  await until(`${name} ${frozen ? 'freezes' : 'thaws'}`, 10, () => isFrozen(name) === frozen)
}

/** Kills every process of the cgroup in one go, frozen ones too; no pid is involved, so no stranger can be hit. */
export async function killCgroup(name: string): Promise<void> {
  if (!hasProcesses(name)) return
  writeFileSync(join(unifiedPath(name), 'cgroup.kill'), '1')
  await until(`the processes of ${name} end`, 20, () => !hasProcesses(name))
}

/** Kills what is left in the cgroup and removes it from every hierarchy; nothing to do when it is gone. */
export async function removeCgroup(name: string): Promise<void> {
  await killCgroup(name)
  for (const directory of directories(name)) {
    await until(`${directory} can be removed`, 10, () => removeTree(directory))
  }
}

function removeTree(directory: string): boolean {
  try {
    for (const child of subdirectories(directory)) removeTree(child)
    rmdirSync(directory)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

function subdirectories(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, entry.name))
}

/** The pids of the cgroup and of everything below it, as this machine counts them. */
export function processesOf(name: string): number[] {
  return pidsBelow(unifiedPath(name))
}

/** The same of any of its directories; none when it is gone. */
export function pidsBelow(directory: string): number[] {
  try {
    return [
      ...readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number),
      ...subdirectories(directory).flatMap(pidsBelow),
    ]
  } catch (error) {
    // A branch may vanish while it is read: a unit has ended. The others are still there.
    if (['ENOENT', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}
