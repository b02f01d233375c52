import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Calls a command for each alarm, beside the loop. */
export interface AlertCommand {
  call(alarm: object): void
}

const usualPatienceMilliseconds = 10_000
const waitingLimit = 50

/**
 * Runs `path` with one alarm as JSON on its standard input, one call after the other, each ended after 10 s. Nothing is
 * passed in arguments or environment. How a call failed goes to `report`; an alarm is lost rather than the agent held up.
 */
export function alertCommand(
  path: string,
  report: (problem: string) => void,
  patienceMilliseconds = usualPatienceMilliseconds,
): AlertCommand {
  const waiting: object[] = []
  let busy = false

  function next(): void {
    const alarm = waiting.shift()
    busy = alarm !== undefined
    if (alarm === undefined) return
    run(path, patienceMilliseconds, `${JSON.stringify(alarm)}\n`, (problem) => {
      if (problem !== null) report(`the alert command ${path} ${problem}`)
      next()
    })
  }

  return {
    call(alarm) {
      if (waiting.length >= waitingLimit) return report('an alarm was not passed on: too many are waiting')
      waiting.push(alarm)
      if (!busy) next()
    },
  }
}

function run(path: string, timeout: number, input: string, ended: (problem: string | null) => void): void {
  const child = spawn(path, [], {
    cwd: '/',
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout,
    killSignal: 'SIGKILL',
  })
  let over = false
  const end = (problem: string | null) => {
    if (over) return
    over = true
    ended(problem)
  }
  child.on('error', (error) => end(`cannot be run: ${error.message}`))
  child.on('exit', (code, signal) => end(code === 0 ? null : `ended with ${signal ?? code}`))
  // A command need not read what it is given.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  if (child.pid !== undefined) judgeAsUsual(child.pid)
}

/** The agent runs before others, and is the last that the kernel may end when memory is short; what it calls is neither. */
function judgeAsUsual(pid: number): void {
  try {
    setPriority(pid, 0)
    writeFileSync(`/proc/${pid}/oom_score_adj`, '0')
  } catch {
    // It has ended already.
  }
}
