import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** A test that takes too long for every day. */
interface LongTest {
  readonly part: Part
  readonly title: string
  /** What Node.js runs, relative to test/. */
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const parts = ['drills', 'backups', 'sweeps', 'simulation'] as const
type Part = (typeof parts)[number]

const usage = `usage: npm run prove -- [PART...] [--rounds N] [--seeds N]
  PART is one of ${parts.join(', ')}; without one: all of them. PLAYBOOK_SEED repeats what was drawn.
`

const testFile = (...path: string[]): string[] => [
  '--test',
  '--test-force-exit',
  '--test-reporter',
  'spec',
  join('e2e', ...path),
]

const flavours = ['mysql97', 'mariadb1011', 'mysql56']

/** What is run. Each round of a sweep draws other moments. */
function longTests(first: number, rounds: number, simulatedSeeds: number): LongTest[] {
  const seeds = Array.from({ length: rounds }, (_, index) => first + index)
  const sweep = (seed: number, moments: string): LongTest => ({
    part: 'sweeps',
    title: `kill sweep, ${moments}, seed ${seed}`,
    command: testFile('faults', 'kill-sweep.test.ts'),
    environment: { PLAYBOOK_SEED: String(seed), PLAYBOOK_SWEEP: moments },
  })
  const drills = (round: number, which: string, flavour: string, policy: string): LongTest => ({
    part: 'drills',
    title: `drills on ${flavour}, ${which}, ${policy}, round ${round}`,
    command: testFile('drills', 'matrix.test.ts'),
    environment: { PLAYBOOK_FLAVOUR: flavour, PLAYBOOK_POLICY: policy, PLAYBOOK_DRILLS: which },
  })
  return [
    {
      part: 'simulation',
      title: `${simulatedSeeds} simulated pairs from seed ${first}`,
      command: [join('simulation', 'run.ts'), '--seeds', String(simulatedSeeds), '--from', String(first)],
    },
    ...seeds.flatMap((_, index) => [
      ...flavours.map((flavour) => drills(index + 1, 'all', flavour, 'availability')),
      drills(index + 1, 'core', 'mysql97', 'consistency'),
    ]),
    ...['mysql97', 'mariadb1011'].flatMap((flavour) =>
      ['week', 'kill', 'beside-work'].map((name): LongTest => ({
        part: 'backups',
        title: `backups on ${flavour}, ${name}`,
        command: testFile('backups', `${name}.test.ts`),
        environment: { PLAYBOOK_FLAVOUR: flavour, PLAYBOOK_BACKUPS: 'all', PLAYBOOK_SEED: String(first) },
      })),
    ),
    { part: 'backups', title: 'disk snapshots', command: testFile('backups', 'snapshot.test.ts') },
    sweep(first, 'jobs'),
    ...seeds.map((seed) => sweep(seed, 'ten')),
    { part: 'sweeps', title: 'network cut in a job', command: testFile('faults', 'cut-job.test.ts') },
    ...seeds.map((_, index): LongTest => ({
      part: 'sweeps',
      title: `fail-over, round ${index + 1}`,
      command: testFile('faults', 'failover.test.ts'),
    })),
  ]
}

/** Neither the scheduler's group of this session nor its processes get the processor while anything else wants it. */
const humbly = 'echo 19 2>/dev/null >/proc/self/autogroup; exec chrt --idle 0 "$@"'

/** A test that repeats a seed is told so in its own environment: alone, the simulator's would be the one seed to run. */
const { PLAYBOOK_SEED: repeated, ...inherited } = process.env

/** Gives the line of the final table. The simulation has no clock: it runs beside the others, on what they leave. */
async function run({ part, title, command, environment = {} }: LongTest): Promise<string> {
  console.log(`== ${title}`)
  const beside = part === 'simulation'
  const words = [process.execPath, '--import', 'tsx', ...command]
  const [program = '', ...args] = beside ? ['/bin/sh', '-c', humbly, 'sh', ...words] : words
  const started = performance.now()
  const child = spawn(program, args, {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...inherited, ...environment },
    // A session of its own is a group of its own for the scheduler.
    detached: beside,
  })
  if (beside) process.once('exit', () => child.kill())
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) process.exitCode = 1
  const seconds = Math.round((performance.now() - started) / 1000)
  return `${code === 0 ? 'passed' : 'FAILED'}  ${String(seconds).padStart(5)} s  ${title}`
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const { chosen, rounds, simulatedSeeds } = asked()

/** What the command line asks for; a usage error ends the program here, before anything is run. */
function asked(): { chosen: readonly Part[]; rounds: number; simulatedSeeds: number } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { rounds: { type: 'string', default: '3' }, seeds: { type: 'string', default: '1000000' } },
    })
    const unknown = positionals.find((word) => !parts.some((part) => part === word))
    if (unknown !== undefined) throw new Error(`there is no part ${unknown}`)
    return {
      chosen: positionals.length === 0 ? parts : parts.filter((part) => positionals.includes(part)),
      rounds: countOf('rounds', values.rounds),
      simulatedSeeds: countOf('seeds', values.seeds),
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}`)
    process.exit(2)
  }
}

function countOf(option: string, text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`--${option} is a number, 1 or more, not ${text}`)
  return count
}

const first = Number(repeated ?? Date.now() % 1_000_000)
const all = longTests(first, rounds, simulatedSeeds).filter(({ part }) => chosen.includes(part))
const simulations = all.filter(({ part }) => part === 'simulation').map(run)
const results: string[] = []
for (const one of all) if (one.part !== 'simulation') results.push(await run(one))
console.log(`\n${[...results, ...(await Promise.all(simulations))].join('\n')}`)
