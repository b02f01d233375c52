import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { LabFailure } from '../failure.ts'
import type { Progress } from '../io.ts'
import { machineTools } from '../packages.ts'
import { findCgroupRoots } from './cgroups.ts'
import { run, succeeds } from './run.ts'

/** What is known of a machine before anything is changed on it. */
export type Machine = {
  readonly platform: string
  readonly uid: number | undefined
  readonly kernel: string
  readonly mounts: string
  readonly filesystems: string
  readonly hasApt: boolean
}

/** Why a machine cannot host a lab, or undefined when nothing speaks against it. */
export function whyNot(machine: Machine): string | undefined {
  const [major = 0, minor = 0] = machine.kernel.split('.').map(Number)
  const has = (filesystem: string): boolean => new RegExp(`\\b${filesystem}$`, 'm').test(machine.filesystems)
  if (machine.platform !== 'linux') return `it runs ${machine.platform}, not Linux`
  if (machine.uid !== 0) return 'only root can make containers and bridges: try with sudo'
  // cgroup.kill came with Linux 5.14.
  if (major < 5 || (major === 5 && minor < 14)) return `its kernel ${machine.kernel} is older than 5.14`
  if (!findCgroupRoots(machine.mounts)) return 'it has no cgroup version 2 hierarchy'
  if (!machine.hasApt) return 'it has no apt-get, with which the hosts are made'
  for (const filesystem of ['overlay', 'ext4']) {
    if (!has(filesystem)) return `its kernel has no ${filesystem} file system`
  }
  return undefined
}

/** Throws, in one line, when this machine cannot host a lab; loads the file systems that are modules where it can. */
export async function requireHostableMachine(): Promise<void> {
  if (existsSync('/proc/filesystems') && existsSync('/sbin/modprobe')) {
    for (const module of ['overlay', 'loop']) await succeeds(['/sbin/modprobe', '--quiet', module])
  }
  const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  const reason = whyNot({
    platform: process.platform,
    uid: process.getuid?.(),
    kernel: release(),
    mounts: text('/proc/self/mounts'),
    filesystems: text('/proc/filesystems'),
    hasApt: existsSync('/usr/bin/apt-get'),
  })
  if (reason !== undefined) throw new LabFailure(`this machine cannot host a lab: ${reason}`, 2)
}

/** Installs the Debian packages that hosting a lab takes, where they are missing, and says so. */
export async function installTools(progress: Progress): Promise<void> {
  const missing = machineTools.filter(({ command }) => !isOnPath(command)).map((tool) => tool.package)
  if (missing.length === 0) return
  const names = [...new Set(missing)]
  progress(`installing ${names.join(', ')} on this machine`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const patience = ['-o', 'DPkg::Lock::Timeout=300']
  await run(['apt-get', ...patience, 'update'], { env })
  await run(['apt-get', ...patience, 'install', '--assume-yes', '--no-install-recommends', ...names], { env })
}

const inotifyInstances = '/proc/sys/fs/inotify/max_user_instances'
const enoughInotifyInstances = 1024

/**
 * Lets this machine's root have as many inotify instances as hosts in containers take, which all count as its own: without
 * one, services fail and keepalived is blind to its tracked files. Raised until the machine restarts, never lowered.
 */
export function raiseInotifyLimit(): void {
  if (Number(readFileSync(inotifyInstances, 'utf8')) >= enoughInotifyInstances) return
  writeFileSync(inotifyInstances, `${enoughInotifyInstances}\n`)
}

function isOnPath(command: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(`${folder}/${command}`))
}
