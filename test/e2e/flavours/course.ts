import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { makeApplication } from '../faults/application.ts'
import type { Application } from '../faults/application.ts'
import { underLoad } from '../faults/load.ts'
import {
  clearFlap,
  leads,
  leadsAnew,
  other,
  rests,
  siteChangesNothing,
  statusOf,
  whole,
} from '../faults/pair.ts'
import { keepalivedStates, notices } from '../faults/notify-log.ts'
import { assertRows, hasRows, lostRows } from '../faults/rows.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

/** What a pair of one flavour promises, and what its servers can do. */
export interface Promises {
  /** Semi-sync: an acknowledged row is never lost. */
  readonly lossless: boolean
  /** Clients of today can log in over TLS. */
  readonly tls: boolean
}

interface Loss {
  readonly title: string
  /** The server lives on, so whatever it committed reaches the other one even without semi-sync. */
  readonly gentle: boolean
  readonly lose: (lab: TestLab, node: NodeName) => Promise<unknown>
  readonly repair: (lab: TestLab, node: NodeName) => Promise<unknown>
  /** What the old primary's log tells: keepalived's state there, and where writes ended. Absent: the host is off. */
  readonly logs?: { readonly state: string; readonly closed: RegExp }
}

const coordinates = /^writes are closed: read-only at \S+:\d+, executed \S+$/

const losses: readonly Loss[] = [
  {
    title: 'mysqld killed',
    gentle: false,
    lose: (lab, node) => lab.root(node, 'kill -KILL "$(cat /run/mysqld/mysqld.pid)"'),
    repair: () => Promise.resolve(),
    logs: { state: 'FAULT', closed: /^writes are closed: / },
  },
  {
    title: 'keepalived stopped',
    gentle: true,
    lose: (lab, node) => lab.root(node, 'systemctl stop keepalived'),
    repair: (lab, node) => lab.root(node, 'systemctl start keepalived'),
    logs: { state: 'STOP', closed: coordinates },
  },
  {
    title: 'power lost',
    gentle: false,
    lose: (lab, node) => lab.control('kill', node),
    repair: (lab) => lab.control('up'),
  },
]

/** Formation, every way to lose the primary, a planned switchover and `site` again, on real hosts of one flavour. */
export function flavourCourse(flavour: string, { lossless, tls }: Promises): void {
  describe(`a pair of ${flavour}`, { timeout: 900_000 }, () => {
    let lab: TestLab
    let application: Application
    const acknowledged: number[] = []
    const load = (meanwhile: () => Promise<void>): Promise<void> =>
      underLoad(application, acknowledged, meanwhile)

    /** Acts while the application writes; or, where the standby need not keep up, once that has caught up. */
    async function act(busy: boolean, standby: NodeName, action: () => Promise<void>): Promise<void> {
      await load(busy ? action : () => Promise.resolve())
      if (busy) return
      await hasRows(lab, standby, acknowledged)
      await action()
    }

    /** Waits until a node that was primary follows; one that has what nobody else has is rebuilt. */
    async function comesBack(node: NodeName): Promise<string> {
      const { role, divergence } = await rests(lab, node, 120)
      if (role === 'DIVERGED' && divergence !== undefined) {
        const words = ['rejoin', node, '--discard', divergence.errant, '--yes', '--output', 'json']
        const { exitCode, stdout, stderr } = await lab.playbook(...words)
        assert.equal(exitCode, 0, `${stderr}${stdout}`)
      }
      assert.equal(await whole(lab, 120), other(node))
      return role === 'DIVERGED' ? `it had ${divergence?.errant} and was rebuilt` : 'it followed'
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

    for (const { title, gentle, lose, repair, logs } of losses) {
      const busy = lossless || gentle
      test(`${title} ${busy ? 'under load' : 'on a quiet pair'}: the other leads with every row, the old primary comes back`, async (context) => {
        const old = await whole(lab)
        const before = { states: await keepalivedStates(lab, old), told: await notices(lab, old) }
        const fall = async (): Promise<void> => {
          await lose(lab, old)
          await leads(lab, other(old))
        }
        await act(busy, other(old), fall)
        await assertRows(lab, other(old), acknowledged)
        await repair(lab, old)
        context.diagnostic(await comesBack(old))
        await hasRows(lab, old, acknowledged)
        assert.equal((await keepalivedStates(lab, other(old))).at(-1), 'MASTER')
        if (logs === undefined) return
        const states = await until('keepalived on the old primary is BACKUP', 20, async () => {
          const all = await keepalivedStates(lab, old)
          return all.at(-1) === 'BACKUP' && all.slice(before.states.length)
        })
        assert.equal(states[0], logs.state)
        const told = (await notices(lab, old)).slice(before.told.length)
        assert.ok(
          told.some((line) => logs.closed.test(line)),
          told.join('\n'),
        )
      })
    }

    if (!lossless)
      test('mysqld killed under load: what was lost is counted, and the other one follows or is rebuilt', async (context) => {
        const old = await whole(lab)
        const { primaryTerm } = await leads(lab, old)
        let leader = other(old)
        await load(async () => {
          await lab.root(old, 'kill -KILL "$(cat /run/mysqld/mysqld.pid)"')
          // A standby that lags waits for what it lacks, and the old one may be back before it gives up.
          leader = await leadsAnew(lab, primaryTerm)
        })
        const lost = new Set(await lostRows(lab, leader, acknowledged))
        context.diagnostic(`${lost.size} of ${acknowledged.length} acknowledged rows were lost`)
        acknowledged.splice(0, Infinity, ...acknowledged.filter((number) => !lost.has(number)))
        context.diagnostic(await comesBack(other(leader)))
        for (const node of nodes) await hasRows(lab, node, acknowledged)
      })

    test('a planned switchover loses nothing, there and back', async (context) => {
      for (let turn = 0; turn < 2; turn++) {
        const from = await whole(lab)
        await act(lossless, other(from), async () => {
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
