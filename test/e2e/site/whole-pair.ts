import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { other, whole } from '../faults/pair.ts'
import { newestEnd } from '../support/journal.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { untouched } from './untouched.ts'

/** A run in which everything is right costs a handful of round trips a host, however many steps it has. */
const mostRoundTrips = 60

/** `site` on a pair that stands: it looks, and puts back what somebody changed. */
export function wholePair(lab: () => TestLab): void {
  const startOf = (node: NodeName): Promise<string> =>
    lab().root(node, 'systemctl show --property=ExecMainStartTimestampMonotonic,MainPID mysqld')

  describe('site on a whole pair', () => {
    test('a second time: nothing is changed, in a handful of round trips', async () => {
      const primary = await whole(lab())
      const { exitCode, stdout, stderr } = await untouched(lab(), () => lab().playbook('site'))
      assert.equal(exitCode, 0, stderr)
      const { counts, roundTrips } = newestEnd(lab().workingDirectory)
      assert.equal(counts.changed, 0, stdout)
      assert.ok(roundTrips <= mostRoundTrips, `${roundTrips} round trips`)
      assert.match(stdout, /Done, nothing had to be changed/)
      assert.equal(await whole(lab()), primary)
    })

    test('--check --diff says so too', async () => {
      const { exitCode, stdout, stderr } = await untouched(lab(), () =>
        lab().playbook('site', '--check', '--diff'),
      )
      assert.equal(exitCode, 0, `${stderr}${stdout}`)
      assert.match(stdout, /All as it should be: nothing would change/)
    })

    test('a hand edit of my.cnf is shown, and put back without a restart', async () => {
      const primary = await whole(lab())
      const started = await startOf(primary)
      const before = await lab().snapshot()
      await lab().root(primary, "sed -i 's/^max_connections.*/max_connections = 7/' /etc/my.cnf")
      const check = await untouched(lab(), () => lab().playbook('site', '--check', '--diff'))
      assert.equal(check.exitCode, 4, check.stderr)
      assert.match(check.stdout, new RegExp(`${primary}: would change "The server is configured"`))
      assert.match(check.stdout, /^ +-max_connections = 7$/m)
      assert.match(check.stdout, /^ +\+max_connections = \d{3,}$/m)
      const { exitCode, stdout, stderr } = await lab().playbook('site')
      assert.equal(exitCode, 0, `${stderr}${stdout}`)
      assert.equal(newestEnd(lab().workingDirectory).counts.changed, 1, stdout)
      assert.deepEqual(await lab().snapshot(), before)
      assert.equal(await startOf(primary), started, 'mysqld was restarted')
      assert.equal(await whole(lab()), primary)
    })

    test('one role on one host, with what it needs looked at first', async () => {
      const { exitCode, stdout, stderr } = await lab().playbook(
        ...['site', '-v', '--role', 'keepalived', '--limit', 'node2'],
      )
      assert.equal(exitCode, 0, `${stderr}${stdout}`)
      assert.doesNotMatch(stdout, /node1/)
      assert.doesNotMatch(stdout, /, (common|mysql|hooks|semisync|accept): /)
      assert.match(stdout, /node2: right "keepalived is configured"/)
      assert.equal(newestEnd(lab().workingDirectory).counts.changed, 0)
    })

    test('a need that is not met is said, and nothing is changed', async () => {
      const standby = other(await whole(lab()))
      await lab().root(standby, 'systemctl stop mysqlha-agent')
      const { exitCode, stderr } = await untouched(lab(), () =>
        lab().playbook('site', '--role', 'keepalived', '--limit', standby),
      )
      assert.equal(exitCode, 1, stderr)
      assert.match(stderr, /what this role builds on is not there yet; nothing was changed/)
      assert.match(stderr, new RegExp(`${standby}: The agent is running \\(role hooks\\): .*inactive`))
      assert.match(stderr, /--role hooks/)
      await lab().root(standby, 'systemctl start mysqlha-agent')
      await whole(lab())
    })
  })
}
