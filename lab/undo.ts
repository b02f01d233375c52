import { rm, rmdir } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { succeeds, run } from './machine/run.ts'
import { removeCgroup } from './machine/cgroups.ts'
import { until } from './machine/until.ts'
import type { Resource } from './state.ts'

/** Undoes one resource; nothing to do when it is gone or was never made. */
export async function undo(resource: Resource): Promise<void> {
  switch (resource.kind) {
    case 'cgroup':
      return removeCgroup(resource.name)
    case 'mount':
      return unmount(resource.path)
    case 'loop':
      return detachLoop(resource.file)
    case 'link':
      return deleteLink(resource.name)
    case 'disks':
    case 'directory':
      return rm(resource.path, { recursive: true, force: true })
  }
}

/** Whether something is mounted at a path (without blanks or backslashes, as all of the lab's are). */
export function isMounted(path: string): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n')
  return mounts.some((line) => line.split(' ')[1] === path)
}

async function unmount(path: string): Promise<void> {
  // The last process of a killed host may let go of its mounts a moment after it is gone.
  await until(
    `${path} can be unmounted`,
    10,
    async () => !isMounted(path) || (await succeeds(['umount', path])),
  )
  await rmdir(path).catch(() => undefined)
}

async function detachLoop(file: string): Promise<void> {
  const listed = await run(['losetup', '--noheadings', '--output', 'NAME', '--associated', file])
  for (const device of listed.split('\n').filter(Boolean)) await run(['losetup', '--detach', device.trim()])
}

async function deleteLink(name: string): Promise<void> {
  const gone = async (): Promise<boolean> => !(await succeeds(['ip', 'link', 'show', 'dev', name]))
  // A dead host's cable goes by itself with its network namespace: losing that race is as good as winning it.
  await until(`link ${name} is gone`, 10, async () => {
    if (await gone()) return true
    await succeeds(['ip', 'link', 'delete', 'dev', name])
    return gone()
  })
}
