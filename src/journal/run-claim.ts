import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PlaybookError } from '../errors.ts'
import { runsDirectory } from './journal.ts'

/** A run that this process carries out. */
export interface RunClaim {
  release(): void
}

/** When a process started, in ticks since boot; empty where the system does not say (a process number may come again). */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function lives(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(pid) === start
}

const fileOf = (workingDirectory: string, run: string): string =>
  join(runsDirectory(workingDirectory), `${run}.pid`)

/** The process that carries out a run, if one does. */
function runnerOf(file: string): number | undefined {
  try {
    const [pid = '', start = ''] = readFileSync(file, 'utf8').trim().split(' ')
    return /^[1-9]\d*$/.test(pid) && lives(Number(pid), start) ? Number(pid) : undefined
  } catch {
    return undefined
  }
}

/** Whether a process of this machine carries out a run now. */
export function isRunning(workingDirectory: string, run: string): boolean {
  return runnerOf(fileOf(workingDirectory, run)) !== undefined
}

/**
 * Makes this process the only one that carries out a run: two would take the hosts' lock, which belongs to the run, from
 * each other. Throws `ResumeRefused` while another process has it.
 */
export function claimRun(workingDirectory: string, run: string): RunClaim {
  const file = fileOf(workingDirectory, run)
  const mine = `${file}.${process.pid}`
  mkdirSync(runsDirectory(workingDirectory), { recursive: true, mode: 0o700 })
  writeFileSync(mine, `${process.pid} ${startOf(process.pid)}\n`, { mode: 0o600 })
  try {
    const runner = runnerOf(file)
    if (runner === undefined) rmSync(file, { force: true })
    linkSync(mine, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new PlaybookError(
      'ResumeRefused',
      `run ${run} is still going on here (process ${runnerOf(file) ?? 'unknown'})`,
      { hint: 'Watch it in its own terminal, or stop it there first (Ctrl-C).' },
    )
  } finally {
    rmSync(mine)
  }
  return { release: () => rmSync(file, { force: true }) }
}
