import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A test that takes too long for every day. */
interface LongTest {
  readonly title: string
  /** Below test/. */
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
}

const faults = (name: string): string => join('e2e', 'faults', `${name}.test.ts`)

/** `npm run prove [ROUNDS]`: each round draws other moments; a number printed here repeats them (PLAYBOOK_SEED). */
function longTests(rounds: number): LongTest[] {
  const first = Number(process.env.PLAYBOOK_SEED ?? Date.now() % 1_000_000)
  const seeds = Array.from({ length: rounds }, (_, index) => first + index)
  const sweep = (seed: number, moments: string): LongTest => ({
    title: `kill sweep, ${moments}, seed ${seed}`,
    file: faults('kill-sweep'),
    environment: { PLAYBOOK_SEED: String(seed), PLAYBOOK_SWEEP: moments },
  })
  return [
    sweep(first, 'jobs'),
    ...seeds.map((seed) => sweep(seed, 'ten')),
    { title: 'network cut in a job', file: faults('cut-job'), environment: {} },
    ...seeds.map((seed) => ({
      title: `fail-over, round ${seed}`,
      file: faults('failover'),
      environment: {},
    })),
  ]
}

async function passes({ file, environment }: LongTest): Promise<boolean> {
  const words = ['--import', 'tsx', '--test', '--test-reporter', 'spec', join(import.meta.dirname, file)]
  const child = spawn(process.execPath, words, { stdio: 'inherit', env: { ...process.env, ...environment } })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

const results: string[] = []
for (const one of longTests(Number(process.argv[2] ?? 3))) {
  console.log(`== ${one.title}`)
  const started = performance.now()
  const good = await passes(one)
  if (!good) process.exitCode = 1
  const seconds = Math.round((performance.now() - started) / 1000)
  results.push(`${good ? 'passed' : 'FAILED'}  ${String(seconds).padStart(5)} s  ${one.title}`)
}
console.log(`\n${results.join('\n')}`)
