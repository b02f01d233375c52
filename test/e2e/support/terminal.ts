import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { quoteWord } from '../../../src/values/shell.ts'
import { checkout } from './cli.ts'
import { until } from './until.ts'

/** A person at a real terminal, made by script(1). */
export interface Terminal {
  /** All that was ever written to the screen, without colours and cursor movements. */
  screen(): string
  /** Waits until `text` has been written, then types `keys`. */
  answer(text: string, keys: string, boundSeconds?: number): Promise<void>
  readonly exitCode: Promise<number | null>
  kill(): void
}

export const keys = { enter: '\r', down: '\x1b[B' } as const

/** What moves the cursor or colours the text: CSI and OSC sequences. */
const controls = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07)/g

/** Starts `playbook WORDS` at a terminal of 120 by 40. */
export function atTerminal(words: readonly string[], directory: string): Terminal {
  const program = [process.execPath, join(checkout, 'bin', 'playbook'), ...words].map(quoteWord).join(' ')
  const child = spawn('script', ['-qec', `stty cols 120 rows 40; exec ${program}`, '/dev/null'], {
    cwd: directory,
    env: { ...process.env, TERM: 'xterm' },
  })
  let written = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (written += chunk))
  const screen = (): string => written.replaceAll(controls, '')
  return {
    screen,
    async answer(text, typed, boundSeconds = 60) {
      await until(`"${text}" on the screen`, boundSeconds, () => screen().includes(text), screen)
      child.stdin.write(typed)
    },
    exitCode: once(child, 'close').then(([code]) => code as number | null),
    kill: () => void child.kill(),
  }
}
