import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export interface Measured {
  readonly milliseconds: number
  readonly stdout: string
}

/** Runs a program to its end and takes its wall time. Throws when it does not exit 0. */
export async function timed(
  program: string,
  args: readonly string[],
  { input = '', started }: { input?: string; started?: (pid: number) => void } = {},
): Promise<Measured> {
  const begin = performance.now()
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(input)
  if (child.pid !== undefined) started?.(child.pid)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  const milliseconds = performance.now() - begin
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} exited ${code}:\n${stderr}${stdout}`)
  return { milliseconds, stdout }
}

/** The middle of the values, or between the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = NaN, high = NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ]
  return (low + high) / 2
}

/** The largest resident memory of a process so far, MB (10^6 bytes), as Linux counts it; 0 when it has gone. */
function peakMemoryMegabytes(pid: number): number {
  try {
    const [, kibibytes = '0'] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return (Number(kibibytes) * 1024) / 1e6
  } catch {
    return 0
  }
}

/** Runs a program and watches its memory; gives the peak in MB. */
export async function memoryOf(program: string, args: readonly string[]): Promise<number> {
  let peak = 0
  let timer: NodeJS.Timeout | undefined
  await timed(program, args, {
    started(pid) {
      timer = setInterval(() => (peak = Math.max(peak, peakMemoryMegabytes(pid))), 5)
    },
  })
  clearInterval(timer)
  return peak
}
