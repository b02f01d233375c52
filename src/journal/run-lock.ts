import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PlaybookError } from '../errors.ts'
import { runsDirectory } from './journal-file.ts'

interface Owner {
  readonly pid: number
  /** When the process began, in the kernel's own count: a pid is used again, the two together are not. Empty off Linux. */
  readonly start: string
}

function startOf(pid: number): string | undefined {
  try {
    // The name in parentheses may hold spaces; field 22 counts from behind it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
  } catch {
    return undefined
  }
}

function lives({ pid, start }: Owner): boolean {
  if (process.platform === 'linux') return startOf(pid) === start
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner
  } catch {
    return undefined
  }
}

const fileOf = (workingDirectory: string, run: string): string =>
  join(runsDirectory(workingDirectory), `${run}.lock`)

/** Whether a process of this machine carries out a run now. */
export function isRunning(workingDirectory: string, run: string): boolean {
  const owner = readOwner(fileOf(workingDirectory, run))
  return owner !== undefined && lives(owner)
}

/**
 * Makes this process the only one that carries out a run; gives back how to let go. Throws `HostLocked` while another one
 * does. What a killed runner left behind does not count.
 */
export function lockRun(workingDirectory: string, run: string): () => void {
  const file = fileOf(workingDirectory, run)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const mine: Owner = { pid: process.pid, start: startOf(process.pid) ?? '' }
  const aside = `${file}.${process.pid}`
  writeFileSync(aside, JSON.stringify(mine), { mode: 0o600 })
  try {
    for (let tries = 0; tries < 3; tries++) {
      try {
        // A link is made whole or not at all, and only once.
        linkSync(aside, file)
        return () => rmSync(file, { force: true })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const owner = readOwner(file)
      if (owner && lives(owner))
        throw new PlaybookError(
          'HostLocked',
          `run ${run} is being carried out by process ${owner.pid} right now`,
          {
            hint: 'Wait for it, or stop it by Ctrl-C in its terminal.',
          },
        )
      rmSync(file, { force: true })
    }
  } finally {
    rmSync(aside, { force: true })
  }
  throw new PlaybookError('HostLocked', `run ${run} is being taken up by several processes at once`)
}
