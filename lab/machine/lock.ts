import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { once } from 'node:events'
import { LabFailure } from '../failure.ts'

/**
 * Holds an exclusive lock on a file while `action` runs. The lock belongs to a small process that lives on our pipe, so it
 * is let go the moment we end, a SIGKILL included. `waiting` is called when somebody else holds it.
 */
export async function withLock<T>(file: string, waiting: () => void, action: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const notice = setTimeout(waiting, 1000)
  try {
    const [first] = (await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])) as [unknown]
    if (!Buffer.isBuffer(first)) throw new LabFailure(`cannot lock ${file}`)
    clearTimeout(notice)
    return await action()
  } finally {
    clearTimeout(notice)
    const ended = once(holder, 'exit')
    holder.stdin.end()
    if (holder.exitCode === null && holder.signalCode === null) await ended
  }
}
