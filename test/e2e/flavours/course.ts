import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { makeApplication } from '../faults/application.ts'
import type { Application } from '../faults/application.ts'
import { underLoad } from '../faults/load.ts'
import { clearFlap, leads, other, rests, siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import { hasRows, lostRows } from '../faults/rows.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'

/** What a pair of one flavour promises, and what its servers can do. */
export interface Promises {
  /** Semi-sync: an acknowledged row is never lost. */
  readonly lossless: boolean
  /** Clients of today can log in over TLS. */
  readonly tls: boolean
}

/** The ways to lose a primary under load, and what brings the old one back. */
const losses: readonly (readonly [
  title: string,
  lose: (lab: TestLab, node: NodeName) => Promise<unknown>,
  repair: (lab: TestLab, node: NodeName) => Promise<unknown>,
])[] = [
  [
    'mysqld killed',
    (lab, node) => lab.root(node, 'kill -KILL "$(cat /run/mysqld/mysqld.pid)"'),
    () => Promise.resolve(),
  ],
  [
    'keepalived stopped',
    (lab, node) => lab.root(node, 'systemctl stop keepalived'),
    (lab, node) => lab.root(node, 'systemctl start keepalived'),
  ],
  ['power lost', (lab, node) => lab.control('kill', node), (lab) => lab.control('up')],
]

/** Formation, every way to lose the primary, a planned switchover and `site` again, on real hosts of one flavour. */
export function flavourCourse(flavour: string, { lossless, tls }: Promises): void {
  describe(`a pair of ${flavour}`, { timeout: 900_000 }, () => {
    let lab: TestLab
    let application: Application
    const acknowledged: number[] = []
    const load = (meanwhile: () => Promise<void>): Promise<void> =>
      underLoad(application, acknowledged, meanwhile)

    /** Waits until a node that was primary follows; one that has what nobody else has is rebuilt. */
    async function comesBack(node: NodeName): Promise<string> {
      const { role, divergence } = await rests(lab, node, 120)
      if (role === 'DIVERGED') {
        const { exitCode, stdout, stderr } = await lab.playbook('rejoin', node, '--yes', '--output', 'json')
        assert.equal(exitCode, 0, `${stderr}${stdout}`)
      }
      assert.equal(await whole(lab, 120), other(node))
      return divergence === undefined ? 'it followed' : `it had ${divergence.errant} and was rebuilt`
    }

    before(async () => {
      lab = await openTestLab(`test-${flavour}`, flavour)
      const formed = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
      assert.equal(formed.exitCode, 0, `${formed.stderr}${formed.stdout}`)
      application = await makeApplication(lab, await whole(lab), { tls })
    })
    after(() => lab.close())
    afterEach(() => clearFlap(lab))

    test('the second site changes nothing', () => siteChangesNothing(lab))

    for (const [title, lose, repair] of losses)
      test(`${title} under load: the other leads, and the old primary comes back as its replica`, async (context) => {
        const old = await whole(lab)
        await load(async () => {
          await lose(lab, old)
          await leads(lab, other(old))
        })
        const lost = new Set(await lostRows(lab, other(old), acknowledged))
        if (lossless) assert.deepEqual([...lost], [])
        context.diagnostic(`${lost.size} of ${acknowledged.length} acknowledged rows were lost`)
        acknowledged.splice(0, Infinity, ...acknowledged.filter((number) => !lost.has(number)))
        await repair(lab, old)
        context.diagnostic(await comesBack(old))
        await hasRows(lab, old, acknowledged)
      })

    test('a planned switchover loses nothing, there and back', async (context) => {
      for (let turn = 0; turn < 2; turn++) {
        const from = await whole(lab)
        await load(async () => {
          const { exitCode, stdout, stderr } = await lab.playbook('switchover', '--yes', '--output', 'json')
          assert.equal(exitCode, 0, `${stderr}${stdout}`)
          const done = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { message: string }
          context.diagnostic(done.message)
        })
        assert.equal(await whole(lab), other(from))
        for (const node of nodes) await hasRows(lab, node, acknowledged)
      }
    })

    test('what the agents say at the end is in order, and site changes nothing', async () => {
      await siteChangesNothing(lab)
      const roles = await Promise.all(nodes.map(async (node) => (await statusOf(lab, node))?.role))
      assert.deepEqual(roles.toSorted(), ['PRIMARY', 'STANDBY'])
    })
  })
}
