import { readdirSync, readFileSync } from 'node:fs'

/** Where keepalived leaves its number: packages, and what was compiled with a prefix. */
const pidFiles = ['/run/keepalived.pid', '/run/keepalived/keepalived.pid']

const everyMilliseconds = 1000

/**
 * Tells whether keepalived runs: by the number that it has left, at any time; without one, as after it was stopped, by the
 * table of processes, which is looked at once a second.
 * @param uptime milliseconds
 */
export function keepalivedObserver(uptime: () => number): () => boolean {
  const isRunning = keepalivedProcess()
  let running = false
  let lookedAt = -Infinity
  return () => {
    const known = pidFiles.map(numberIn).filter((pid) => pid !== null)
    if (known.length > 0) return known.some(isKeepalived)
    if (uptime() - lookedAt >= everyMilliseconds) {
      lookedAt = uptime()
      running = isRunning()
    }
    return running
  }
}

/**
 * Tells whether a keepalived process runs, wherever it keeps its number. The one found last is looked at first: the whole
 * table costs a millisecond.
 */
export function keepalivedProcess(): () => boolean {
  let known: number | undefined
  return () => {
    if (known !== undefined && isKeepalived(known)) return true
    known = readdirSync('/proc')
      .map(Number)
      .find((pid) => Number.isInteger(pid) && isKeepalived(pid))
    return known !== undefined
  }
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
function isKeepalived(pid: number): boolean {
  try {
    const [, name = '', state = ''] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return name === 'keepalived' && state !== 'Z'
  } catch {
    return false
  }
}
