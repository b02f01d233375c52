import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { drills } from '../../../src/drill/catalogue.ts'
import { exitCodes } from '../../../src/errors.ts'
import { listOperations } from '../../../src/journal/read-operations.ts'
import { leads, other, siteChangesNothing, whole } from '../faults/pair.ts'
import { checkout } from '../support/cli.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'
import { drillsElsewhere } from './elsewhere.ts'

/** What every flavour survives in everyday tests; the default one survives all, and in long tests every one does. */
const core = [
  'mysql-primary-killed',
  'keepalived-primary-stopped',
  'mysqld-frozen',
  'switchover-there-and-back',
  'cut-pair',
  'power-off-primary',
  'unacknowledged-tail',
]

const flavour = process.env.PLAYBOOK_FLAVOUR ?? 'mysql97'
/** The decision `semisync_policy`. Under `consistency` no commit at all is acknowledged too late. */
const policy = process.env.PLAYBOOK_POLICY ?? 'availability'
const every = (process.env.PLAYBOOK_DRILLS ?? (flavour === 'mysql97' ? 'all' : 'core')) === 'all'
const names = drills.map(({ name }) => name).filter((name) => every || core.includes(name))

const lastWords = [
  'mysqlha status',
  'tail -n 25 /var/log/mysqlha/notify.log | cut -c1-300',
  "grep -a 'ERROR' /alidata/mysql/log/error.log | tail -n 25 | cut -c1-300",
].join('; ')

/** The lab goes when the tests end; what the watchers saw of a drill that failed is kept, what its nodes say is told. */
async function evidence(lab: TestLab): Promise<string> {
  const kept = join(checkout, '.playbook', 'failed-drills', flavour)
  await cp(join(lab.workingDirectory, '.playbook', 'drills'), kept, { recursive: true }).catch(
    () => undefined,
  )
  const said = nodes.map(async (node) => {
    const { stdout, stderr } = await lab.attempt(node, lastWords)
    return `== ${node}\n${stdout}${stderr}`
  })
  return (await Promise.all(said)).join('\n')
}

/** What the newest journal says of the drill in it. */
function journaled(lab: TestLab): unknown {
  const entries = listOperations(lab.workingDirectory)[0]?.entries ?? []
  const ended = entries.find((entry) => entry.kind === 'operationEvent' && entry.event === 'drillEnded')
  const { drill, failures } = ended?.kind === 'operationEvent' ? ended.data : {}
  return { drill, failures }
}

/** Without a stack: a dozen of them would bury the failure that counts. */
function notRun(after: string): Error {
  const error = new Error(`not run: the pair was not whole again after ${after}`)
  error.stack = error.message
  return error
}

test('every drill of the core exists', () => {
  const known = drills.map(({ name }) => name)
  assert.deepEqual(
    core.filter((name) => !known.includes(name)),
    [],
  )
})

describe(`drills on ${flavour}, ${policy}`, { timeout: 2_400_000 }, () => {
  let lab: TestLab
  before(async () => {
    lab = await openTestLab(`drills-${flavour}`, flavour)
    const decisions = ['--decision', `semisync_policy=${policy}`, '--accept-defaults']
    const { exitCode, stdout, stderr } = await lab.playbook('site', ...decisions, '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
  })
  after(() => lab.close())

  test('refused where the inventory does not allow drills', async () => {
    const file = join(lab.inventory, 'group_vars', 'mysql.yml')
    const allowed = await readFile(file, 'utf8')
    assert.match(allowed, /^drill_allowed: true$/m)
    await writeFile(file, allowed.replace(/^drill_allowed: true$/m, ''))
    const { exitCode, stderr } = await lab.playbook('drill', 'mysql-primary-killed', '--yes')
    await writeFile(file, allowed)
    assert.equal(exitCode, exitCodes.BadInventory, stderr)
    assert.match(stderr, /does not allow drills/)
  })

  test('a drill whose runner is killed: --restore heals it, and leaves nothing on the hosts', async () => {
    const old = await whole(lab)
    const running = lab.start('drill', 'mysqld-frozen', '--yes')
    await leads(lab, other(old), 120)
    running.kill()
    await running.ended
    const { exitCode, stdout, stderr } = await lab.playbook('drill', '--restore')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    await whole(lab)
    for (const node of nodes)
      assert.equal(await lab.root(node, 'ls /var/lib /etc/systemd/system | grep drill || true'), '')
    await siteChangesNothing(lab)
  })

  // Drills on a pair that is not whole say nothing, and each would wait for it in vain.
  let broken: string | undefined
  for (const name of names)
    test(name, async (context) => {
      if (broken !== undefined) throw notRun(broken)
      const { exitCode, stdout, stderr } = await lab.playbook('drill', name, '--yes')
      context.diagnostic(stdout.split('\n').slice(0, 2).join('\n'))
      if (exitCode !== 0) {
        const said = await evidence(lab)
        const restored = await lab.playbook('drill', '--restore')
        if (restored.exitCode !== 0) broken = name
        assert.fail(`${stderr}${stdout}${said}`)
      }
      assert.deepEqual(journaled(lab), { drill: name, failures: [] })
      await siteChangesNothing(lab)
    })

  if (every && policy === 'availability') drillsElsewhere(() => lab)
})
