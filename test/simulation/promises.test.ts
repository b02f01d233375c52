import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bundleSimulator, project } from './engine/bundle.ts'
import { runSeeds } from './engine/pool.ts'
import { tableOf } from './engine/summary.ts'
import { planOf } from './faults/draw.ts'
import { simulate } from './simulate.ts'
import { configurationOf, renderedBelow } from './world/configuration.ts'

const rendered = renderedBelow(project)
const configuration = configurationOf(rendered)
const seeds = Number(process.env['PLAYBOOK_SEEDS'] ?? 10_000)

describe('a simulated pair', () => {
  test('the same seed twice is the same story, to the last line', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const lines: [string[], string[]] = [[], []]
      const outcomes = lines.map((told) => simulate(seed, configuration, (line) => told.push(line)))
      assert.deepEqual(outcomes[0], outcomes[1])
      assert.deepEqual(lines[0], lines[1])
      assert.equal(simulate(seed, configuration).digest, outcomes[0]?.digest, 'telling it changes nothing')
    }
  })

  test('what the servers and keepalived are told is what the rules ask for', () => {
    const { mysql, vrrp, stopScriptKills } = configuration
    assert.deepEqual(mysql, {
      bootsReadOnly: true,
      bootsAsSource: false,
      bootsReplicating: false,
      durable: true,
    })
    assert.ok(stopScriptKills && !vrrp.notifyOpens)
    assert.ok(vrrp.masterDown(vrrp.skew('b')) < 1000, 'rule 9: a dead master is missed within a second')
  })

  test(`every promise is kept in ${seeds} stories`, async (context) => {
    const summary = await runSeeds({ script: await bundleSimulator(), rendered, from: 1, count: seeds })
    context.diagnostic(tableOf(summary))
    assert.equal(summary.seeds, seeds)
    assert.deepEqual(
      summary.broken.map(({ seed, detail }) => `PLAYBOOK_SEED=${seed}: ${detail}`).slice(0, 10),
      [],
    )
  })
})

describe('how long nobody can write, in the model', () => {
  const longest: [kind: Parameters<typeof outageOf>[0], milliseconds: number][] = [
    ['power off', 2000],
    ['keepalived killed', 2000],
    ['mysqld killed', 3000],
    ['operator: switchover', 1000],
  ]
  for (const [kind, milliseconds] of longest) {
    test(`${kind}: at most ${milliseconds} ms`, () => {
      const outages = [1, 2, 3, 4, 5].map((seed) => outageOf(kind, seed))
      assert.ok(Math.max(...outages) <= milliseconds, outages.join(' '))
    })
  }

  test('rule 9: with version 2 of VRRP a dead host costs more', () => {
    const keepalived = rendered.keepalived.replace('vrrp_version 3', 'vrrp_version 2')
    assert.ok(outageOf('power off', 1, configurationOf({ ...rendered, keepalived })) > 3000)
  })
})

/** From the fault until the next writer opens or the first has the VIP again, by the trace. */
function outageOf(
  kind: 'power off' | 'keepalived killed' | 'mysqld killed' | 'operator: switchover',
  seed: number,
  told = configuration,
): number {
  const at = (line: string | undefined) => Number(line?.trim().split(' ')[0])
  const lines: string[] = []
  const plan = {
    ...planOf(seed, { failover: 'automatic', semisync: 'availability', onDivergence: 'refuse' }),
    faults: [{ kind, node: 'a' as const, at: 3000, point: null, lasts: 8000, variant: 0.5 }],
  }
  assert.equal(simulate(seed, told, (line) => lines.push(line), plan).broken, null)
  const from = lines.findIndex((line) =>
    line.includes(kind === 'operator: switchover' ? '"kind":"close"' : 'FAULT'),
  )
  const after = lines.slice(from)
  const opened = at(after.find((line) => line.includes('read_only=0')))
  const vip = at(after.find((line) => line.includes('VRRP master')))
  return Math.max(opened, vip) - at(lines[from])
}
