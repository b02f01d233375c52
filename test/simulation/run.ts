import { parseArgs } from 'node:util'
import { bundleSimulator, project } from './engine/bundle.ts'
import { runSeeds } from './engine/pool.ts'
import { progressOf } from './engine/progress.ts'
import { shrink } from './engine/shrink.ts'
import { storiesOf, tableOf } from './engine/summary.ts'
import { simulate } from './simulate.ts'
import { configurationOf, renderedBelow } from './world/configuration.ts'

const usage = `usage: node --import tsx test/simulation/run.ts [--seeds N] [--from M] [--workers W]
       PLAYBOOK_SEED=n node --import tsx test/simulation/run.ts [--trace] [--all-faults]
`

/** Many seeds and a table, or one seed and its story. Exit code 1: a promise was broken. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '10000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string' },
      trace: { type: 'boolean', default: false },
      'all-faults': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(usage)
  const rendered = renderedBelow(project)
  const seed = process.env['PLAYBOOK_SEED']
  if (seed !== undefined) return tell(Number(seed), values.trace, values['all-faults'])
  const workers = values.workers === undefined ? {} : { workers: Number(values.workers) }
  const started = performance.now()
  const count = Number(values.seeds)
  const summary = await runSeeds({
    script: await bundleSimulator(),
    rendered,
    from: Number(values.from),
    count,
    progress: progressOf(count, (line) => process.stderr.write(`${line}\n`)),
    ...workers,
  })
  process.stdout.write(`${tableOf(summary)}\n`)
  process.stdout.write(`${Math.round((performance.now() - started) / 1000)} s\n`)
  const [first] = summary.broken
  if (first === undefined) return
  process.exitCode = 1
  process.stdout.write(
    `\n${storiesOf(summary)}\nreplay: PLAYBOOK_SEED=${first.seed} node --import tsx test/simulation/run.ts --trace\n`,
  )
}

/** One seed: with the fewest faults that break the promise when one is broken, unless all are asked for. */
function tell(seed: number, trace: boolean, allFaults: boolean): void {
  const configuration = configurationOf(renderedBelow(project))
  const write = trace ? (line: string) => process.stdout.write(`${line}\n`) : null
  const plan = allFaults ? undefined : shrink(seed, configuration).plan
  const outcome = simulate(seed, configuration, write, plan)
  process.stdout.write(`${JSON.stringify({ ...outcome, plan }, null, 1)}\n`)
  if (outcome.broken !== null) process.exitCode = 1
}

await main()
