import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { parse } from 'yaml'
import { whole } from '../faults/pair.ts'
import { sqlOn } from '../faults/sql.ts'
import type { CliEnd } from '../support/cli.ts'
import { nodes, openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { atTerminal, keys } from '../support/terminal.ts'

const questions = [
  ['character_set: ', keys.enter],
  ['collation: ', keys.enter],
  ['isolation_level: ', keys.down + keys.enter],
  ['lower_case_table_names: ', keys.enter],
  ['semisync_policy: ', keys.enter],
  ['semisync_timeout_milliseconds: ', keys.enter],
  ['failover: ', keys.enter],
  ['on_divergence: ', keys.enter],
  ['backup_window: ', keys.enter],
  ['Are these the decisions?', 'y'],
] as const

// The same two hosts from bare to a pair, with something in the way of every stage.
describe('site with something in its way', { timeout: 1_200_000 }, () => {
  let lab: TestLab
  before(async () => {
    lab = await openTestLab('trouble')
  })
  after(() => lab.close())

  const words = (...rest: string[]): string[] => ['site', '--inventory', lab.inventory, ...rest]
  const files = (): Promise<string> => lab.root('node1', 'find /alidata -xdev ! -type d | sort')

  test('a person at a terminal is asked once, and the answers are kept', async () => {
    const person = atTerminal(words('--role', 'common'), lab.workingDirectory)
    for (const [question, typed] of questions) await person.answer(question, typed)
    assert.equal(await person.exitCode, 0, person.screen())
    const kept = parse(await readFile(join(lab.inventory, 'decisions.yml'), 'utf8')) as Record<
      string,
      { value: string; who: string; when: string }
    >
    assert.deepEqual(
      Object.keys(kept),
      questions.slice(0, -1).map(([question]) => question.slice(0, -2)),
    )
    assert.equal(kept['isolation_level']?.value, 'REPEATABLE-READ')
    assert.match(kept['isolation_level']?.who ?? '', /.+@.+/)
    assert.match(kept['isolation_level']?.when ?? '', /^\d{4}-\d\d-\d\dT/)

    const again = atTerminal(words('--step', '/alidata exists'), lab.workingDirectory)
    assert.equal(await again.exitCode, 0, again.screen())
    assert.doesNotMatch(again.screen(), /Are these the decisions|isolation_level: /)
  })

  describe('a full disk', () => {
    const filler = '/alidata/filler'
    const fill = `free=$(( $(stat -f -c '%f * %S' /alidata) ))
fallocate -l $(( free - 64 * 1024 * 1024 )) ${filler}`
    /** Runs site with next to no room on node1; no file may come of it. */
    const siteWithoutRoom = async (...rest: string[]): Promise<CliEnd> => {
      await lab.root('node1', fill)
      try {
        const before = await files()
        const end = await lab.playbook('site', ...rest)
        assert.equal(await files(), before)
        return end
      } finally {
        await lab.root('node1', `rm ${filler}`)
      }
    }

    test('in the middle of unpacking: said, nothing half-written, and resume finishes', async () => {
      const { exitCode, stderr } = await siteWithoutRoom('--step', 'The server is unpacked')
      assert.equal(exitCode, 1, stderr)
      assert.match(stderr, /✖ node1, step "The server is unpacked"/)
      assert.match(stderr, /No space left on device|disk is full/i)
      assert.ok(stderr.includes(`When the cause is gone: npx playbook resume --inventory ${lab.inventory}\n`))
      const resumed = await lab.playbook('resume')
      assert.equal(resumed.exitCode, 0, `${resumed.stderr}${resumed.stdout}`)
      await lab.root('node1', 'test -x /alidata/mysql/bin/mysqld')
    })

    test('before the data directory is made: told in advance', async () => {
      const { exitCode, stderr } = await siteWithoutRoom('--role', 'common,mysql')
      assert.equal(exitCode, 1, stderr)
      assert.match(
        stderr,
        /✖ node1, step "There is room for the data"\n.* free on \/alidata.* needs \d+M: free some/,
      )
      const resumed = await lab.playbook('resume')
      assert.equal(resumed.exitCode, 0, `${resumed.stderr}${resumed.stdout}`)
      for (const node of nodes) await lab.root(node, 'systemctl is-active mysqld')
    })
  })

  describe('data on both nodes', () => {
    const on = async (node: NodeName, ...statements: string[]): Promise<void> => {
      const all = ['SET GLOBAL super_read_only = OFF', ...statements, 'SET GLOBAL super_read_only = ON']
      for (const statement of all) await sqlOn(lab, node, statement)
    }
    const orders = async (node: NodeName): Promise<unknown> =>
      (await sqlOn(lab, node, 'SELECT GROUP_CONCAT(number) AS numbers FROM shop.orders'))[0]?.['numbers']

    test('is refused, and both keep theirs', async () => {
      for (const [index, node] of nodes.entries())
        await on(
          node,
          'CREATE DATABASE shop',
          'CREATE TABLE shop.orders (number INT PRIMARY KEY)',
          `INSERT INTO shop.orders VALUES (${index + 1})`,
        )
      const { exitCode, stderr } = await lab.playbook('site')
      assert.equal(exitCode, 1, stderr)
      assert.match(stderr, /✖ node\d, step "The node has the data of the pair"/)
      assert.match(stderr, /node1 and node2 both hold user data/)
      assert.deepEqual(await Promise.all(nodes.map(orders)), ['1', '2'])
    })

    test('once one of them is empty, resume gives it the data of the other', async () => {
      await on('node1', 'DROP DATABASE shop')
      const { exitCode, stdout, stderr } = await lab.playbook('resume')
      assert.equal(exitCode, 0, `${stderr}${stdout}`)
      assert.equal(await whole(lab), 'node2')
      assert.deepEqual(await Promise.all(nodes.map(orders)), ['2', '2'])
    })
  })
})
