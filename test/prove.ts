import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A test that takes too long for every day. */
interface LongTest {
  readonly title: string
  /** What Node.js runs, relative to test/. */
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const testFile = (...path: string[]): string[] => [
  '--test',
  '--test-force-exit',
  '--test-reporter',
  'spec',
  join('e2e', ...path),
]

const simulatedSeeds = 1_000_000
const flavours = ['mysql97', 'mariadb1011', 'mysql56']

/** `npm run prove [ROUNDS]`: each round draws other moments; a number printed here repeats them (PLAYBOOK_SEED). */
function longTests(rounds: number): LongTest[] {
  const first = Number(process.env.PLAYBOOK_SEED ?? Date.now() % 1_000_000)
  const seeds = Array.from({ length: rounds }, (_, index) => first + index)
  const sweep = (seed: number, moments: string): LongTest => ({
    title: `kill sweep, ${moments}, seed ${seed}`,
    command: testFile('faults', 'kill-sweep.test.ts'),
    environment: { PLAYBOOK_SEED: String(seed), PLAYBOOK_SWEEP: moments },
  })
  const drills = (round: number, flavour: string): LongTest => ({
    title: `every drill on ${flavour}, round ${round}`,
    command: testFile('drills', 'matrix.test.ts'),
    environment: { PLAYBOOK_FLAVOUR: flavour, PLAYBOOK_DRILLS: 'all' },
  })
  return [
    ...seeds.flatMap((_, index) => flavours.map((flavour) => drills(index + 1, flavour))),
    sweep(first, 'jobs'),
    ...seeds.map((seed) => sweep(seed, 'ten')),
    { title: 'network cut in a job', command: testFile('faults', 'cut-job.test.ts') },
    ...seeds.map((_, index) => ({
      title: `fail-over, round ${index + 1}`,
      command: testFile('faults', 'failover.test.ts'),
    })),
    {
      title: `${simulatedSeeds} simulated pairs from seed ${first}`,
      command: [join('simulation', 'run.ts'), '--seeds', String(simulatedSeeds), '--from', String(first)],
    },
  ]
}

async function passes({ command, environment = {} }: LongTest): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...command], {
    cwd: import.meta.dirname,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
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
