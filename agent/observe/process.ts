import { readFileSync } from 'node:fs'

/** The server's process: its pid, and pid with start time, which no later process shares. */
export interface ServerProcess {
  pid: number
  instance: string
}

/** Looks the server up by its pid file; a pid that meanwhile belongs to another program is no server. */
export function findServer(pidFile: string): ServerProcess | null {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim())
    if (!Number.isInteger(pid) || pid <= 1) return null
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie has died; its parent just does not know yet.
    if (!['mysqld', 'mariadbd'].includes(name) || fields[0] === 'Z') return null
    return { pid, instance: `${pid}:${fields[19]}` }
  } catch {
    return null
  }
}

/** Whether somebody listens on the TCP port, in this network namespace, on any address. */
export function isListening(port: number): boolean {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const listening = '0A'
  return ['/proc/net/tcp', '/proc/net/tcp6'].some((file) => {
    try {
      return readFileSync(file, 'utf8')
        .split('\n')
        .some((line) => {
          const [, local, , state] = line.trim().split(/\s+/)
          return state === listening && local?.endsWith(suffix)
        })
    } catch {
      return false
    }
  })
}
