import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'

/** A program under way. Its environment is plain: nothing of the agent's goes to it. */
export interface Child {
  process: ChildProcess
  /** Resolves when it has ended well. Rejects with the end of what it said. */
  ended: Promise<void>
  /** The last lines of its standard error. */
  said(): string
}

const keptCharacters = 4000

/** Starts a program; it is ended when the signal fires. Its arguments must hold nothing secret. */
export function startChild(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  stdio: StdioOptions = ['ignore', 'ignore', 'pipe'],
): Child {
  const child = spawn(command, args, {
    stdio,
    signal,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptCharacters)
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, killed) => {
      const how = code === null ? `was ended by ${String(killed)}` : `ended with ${code}`
      const last = said.trim().split('\n').slice(-3).join(' / ')
      if (code === 0) resolve()
      else reject(new Error(`${command} ${how}${last && `: ${last}`}`))
    })
  })
  // Whoever waits for it sees the failure; until then it is nobody's.
  ended.catch(() => undefined)
  return { process: child, ended, said: () => said }
}

/** Runs a program to its end. @throws with the end of what it said */
export function runChild(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return startChild(command, args, signal).ended
}
