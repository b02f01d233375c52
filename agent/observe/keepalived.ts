import { readFileSync } from 'node:fs'

/** Where keepalived leaves its number: packages, and what was compiled with a prefix. */
const pidFiles = ['/run/keepalived.pid', '/run/keepalived/keepalived.pid']

/** Whether keepalived runs; `null` when it has left no number, so nobody knows. */
export function keepalivedRuns(): boolean | null {
  const known = pidFiles.map(numberIn).filter((pid) => pid !== null)
  return known.length === 0 ? null : known.some(isKeepalived)
}

function numberIn(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim())
    return Number.isInteger(pid) && pid > 1 ? pid : null
  } catch {
    return null
  }
}

/** Whether a process is a living keepalived. */
export function isKeepalived(pid: number): boolean {
  try {
    const [, name = '', state = ''] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return name === 'keepalived' && state !== 'Z'
  } catch {
    return false
  }
}
