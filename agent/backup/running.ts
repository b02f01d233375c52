import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** Says who works on backups, so that a promotion can end it. */
export function announce(pidFile: string): void {
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
}

/** Takes the word back. */
export function renounce(pidFile: string): void {
  rmSync(pidFile, { force: true })
}

/**
 * Ends the backup that runs here, if one does: the locks of its program would hold up the applier. With all that it has started,
 * for a program whose parent is gone would go on. Costs nothing when there is none.
 * @returns whether there was one, or one that was killed may have left something at work in the server
 */
export function endBackup(pidFile: string): boolean {
  const pid = readPid(pidFile)
  if (pid === null) return false
  // The number may belong to another program by now.
  for (const one of isBackup(pid) ? withDescendants(pid) : []) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It has just ended.
    }
  }
  renounce(pidFile)
  return true
}

function readPid(pidFile: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim())
    return Number.isInteger(pid) && pid > 1 ? pid : null
  } catch {
    return null
  }
}

function isBackup(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes('backup')
  } catch {
    return false
  }
}

/** The process and everything below it, parents first. */
function withDescendants(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(name)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const found = [pid]
  // It grows while it is walked through.
  for (const one of found) found.push(...(children.get(one) ?? []))
  return found
}

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}
