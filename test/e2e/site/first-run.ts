import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sqlOn } from '../faults/sql.ts'
import { other, statusOf, whole } from '../faults/pair.ts'
import type { CliEnd } from '../support/cli.ts'
import { newestEnd } from '../support/journal.ts'
import { nodes } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { filesHolding, hostFilesHolding, plantCanaries, watchProcesses } from './canary.ts'
import type { Canaries } from './canary.ts'
import { untouched } from './untouched.ts'

/** Where a secret could have been left, on a host. */
const hostFolders = ['/etc', '/var', '/run', '/tmp', '/root', '/home', '/opt', '/usr/local', '/alidata']

/** The files that must hold one: the agent's settings, the login of its fence, and the server's own data. */
const holders = ['/etc/mysqlha/agent.json', '/etc/mysqlha/client.cnf']
const serverData = '/alidata/mysql/data/'

/** From bare hosts to a pair, with passwords that would be found wherever they were left. */
export function firstRun(lab: () => TestLab): void {
  describe('the first site', () => {
    let canaries: Canaries
    let end: CliEnd

    test('--check on bare hosts runs through and changes nothing', async () => {
      canaries = await plantCanaries(lab())
      const { exitCode, stdout, stderr } = await untouched(lab(), () =>
        lab().playbook('site', '--check', '--diff', '--accept-defaults'),
      )
      assert.equal(exitCode, 4, stderr)
      const { counts } = newestEnd(lab().workingDirectory)
      assert.equal(counts.failed + counts.changed, 0)
      assert.ok(counts.different > 100, stdout)
      assert.match(stdout, /Differences found, nothing was changed\./)
      assert.match(stdout, /^ +\+# BEGIN playbook: the pair$/m)
    })

    test('a secret in the arguments of a process would be seen', async () => {
      const watch = watchProcesses(canaries)
      const careless = spawn('sh', ['-c', 'read -r line', 'sh', canaries.values[0] ?? ''])
      await until('the watch sees it', 60, () => watch.seen().length > 0)
      careless.kill()
      watch.stop()
    })

    test('forms the pair', async () => {
      const watch = watchProcesses(canaries)
      end = await lab().playbook('site', '-vv', '--diff', '--accept-defaults')
      watch.stop()
      assert.equal(end.exitCode, 0, `${end.stderr}${end.stdout.slice(-4000)}`)
      assert.deepEqual(watch.seen(), [], 'a secret stood in the arguments or the environment of a process')
      assert.ok(watch.samples() > 50, `only ${watch.samples()} samples were taken`)
    })

    test('one is primary with the VIP, semi-sync is ON with one client', async () => {
      const primary = await whole(lab())
      const readOnly = async (node: (typeof nodes)[number]) =>
        (await sqlOn(lab(), node, 'SELECT @@GLOBAL.super_read_only AS fenced'))[0]?.['fenced'] as unknown
      assert.equal(await readOnly(primary), 0)
      assert.equal(await readOnly(other(primary)), 1)
      assert.equal((await statusOf(lab(), other(primary)))?.vip, false)
      const [clients] = await sqlOn(lab(), primary, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_source_clients'")
      assert.equal(clients?.['Value'], '1')
    })

    test('keepalived writes its log, though the log daemon was there before its rule', async () => {
      const primary = await whole(lab())
      const log = await lab().root(primary, 'cat /var/log/keepalived.log')
      assert.match(log, /Entering MASTER STATE/)
    })

    test('the passwords are the ones that were given, and are shown and left nowhere', async () => {
      const { workingDirectory, inventory } = lab()
      for (const value of canaries.values)
        assert.ok(!end.stdout.includes(value) && !end.stderr.includes(value), 'a secret was shown')
      assert.deepEqual(filesHolding(canaries, workingDirectory, inventory), [join(inventory, 'secrets.yml')])
      assert.equal((await stat(join(inventory, 'secrets.yml'))).mode & 0o777, 0o600)
      for (const node of nodes) {
        const found = await hostFilesHolding(canaries, lab(), node, hostFolders)
        assert.deepEqual(
          found.filter((path) => !path.startsWith(serverData)),
          holders,
        )
        const modes = await lab().root(node, `stat -c %a ${holders.join(' ')}`)
        assert.equal(modes, '600\n600', `${node}: ${holders.join(', ')}`)
      }
    })
  })
}
