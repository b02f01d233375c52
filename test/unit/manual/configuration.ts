import assert from 'node:assert/strict'
import { timing } from '../../../agent/decide/timing.ts'
import { keepalivedVariables } from '../../../roles/keepalived/variables.ts'
import { serverIdOf } from '../../../roles/mysql/variables.ts'
import { bootstrapStatements } from '../../../roles/mysql/accounts/statements.ts'
import { contextFor, series } from '../roles/mysql/contexts.ts'
import { everyMyCnf, filesBelow, filesWith, keepalivedConf, read } from './mistake.ts'
import type { Mistake } from './mistake.ts'

const bothConfigurations = () => Promise.all(([0, 1] as const).map(keepalivedConf))

/** Fails unless every my.cnf has the line, whatever the server calls the setting. */
function everywhere(line: RegExp): () => void {
  return () => {
    for (const { name, lines } of everyMyCnf())
      assert.ok(
        lines.some((one) => line.test(one)),
        `${name} has no ${String(line)}`,
      )
  }
}

async function inBoth(pattern: RegExp): Promise<void> {
  for (const text of await bothConfigurations()) assert.match(text, pattern)
}

/** A respawned VRRP process is MASTER again after this long, measured with keepalived 2.2.7. */
const respawnMilliseconds = 740

/** Rows 25 to 42: my.cnf, keepalived.conf and how they are changed. */
export const configurationMistakes: readonly Mistake[] = [
  {
    row: 25,
    was: 'nopreempt on one node alone',
    proofs: [{ check: () => inBoth(/state BACKUP\n\s+nopreempt\n/) }],
  },
  {
    row: 26,
    was: 'a primary that boots again is writable',
    proofs: [{ check: everywhere(/^read_only = 1$/) }, { drill: 'power-off-primary' }],
  },
  {
    row: 27,
    was: 'semi-sync’s source side is on, on both nodes',
    proofs: [{ check: everywhere(/^(loose_)?rpl_semi_sync_(source|master)_enabled = 0$/) }],
  },
  {
    row: 28,
    was: 'the standby does not flush, so its GTIDs lie after a crash',
    proofs: [
      { check: everywhere(/^sync_binlog = 1$/) },
      { check: everywhere(/^innodb_flush_log_at_trx_commit = 1$/) },
      {
        check: () =>
          assert.deepEqual(filesWith(/(sync_binlog|innodb_flush_log_at_trx_commit)\s*=\s*[02]/), []),
      },
    ],
  },
  {
    row: 29,
    was: 'both have one server_id, and sed changes it only once',
    proofs: [
      {
        check() {
          assert.notEqual(serverIdOf('192.168.14.128'), serverIdOf('192.168.14.129'))
          everywhere(/^server_id = \d+$/)()
        },
      },
      {
        title: 'a hand edit of my.cnf is shown, and put back without a restart',
        in: 'e2e/site/whole-pair.ts',
      },
    ],
  },
  {
    row: 30,
    was: 'semi-sync is OFF until somebody restarts the server',
    proofs: [
      { title: 'one is primary with the VIP, semi-sync is ON with one client', in: 'e2e/site/first-run.ts' },
    ],
  },
  {
    row: 31,
    was: 'the replication account and the first copy of the data do not exist',
    proofs: [
      { title: 'forms the pair', in: 'e2e/site/first-run.ts' },
      {
        title: 'either host replaced by a bare one: it is seeded from the living one',
        in: 'e2e/faults/failover.test.ts',
      },
    ],
  },
  {
    row: 32,
    was: 'accounts are made on both, each with GTIDs of its own',
    proofs: [
      {
        check() {
          for (const version of Object.values(series))
            assert.equal(bootstrapStatements([], contextFor(version).can)[0], 'SET SESSION sql_log_bin=0')
        },
      },
    ],
  },
  {
    row: 33,
    was: 'replication keeps its position in files',
    proofs: [
      {
        check() {
          for (const { name, lines } of everyMyCnf().filter(({ name }) => ['5.6', '5.7'].includes(name)))
            for (const variable of ['master_info_repository', 'relay_log_info_repository'])
              assert.ok(lines.includes(`${variable} = TABLE`), `${name}: ${variable}`)
        },
      },
    ],
  },
  {
    row: 34,
    was: 'a dead server is found after 10 to 20 seconds',
    proofs: [
      { check: () => inBoth(/track_file \{\n\s+mysqlha_verdict/) },
      { check: () => inBoth(/interval 1\n\s+timeout 2\n\s+fall 1\n\s+rise 2\n/) },
      { title: 'how long nobody can write, in the model', in: 'simulation/promises.test.ts' },
      { drill: 'mysql-primary-killed' },
    ],
  },
  {
    row: 35,
    was: 'auth_pass 1111 over multicast',
    proofs: [
      { check: () => inBoth(/unicast_peer \{\n\s+192\.168\.14\.12[89]\n/) },
      { check: async () => assert.doesNotMatch((await bothConfigurations()).join(''), /auth_pass/) },
    ],
  },
  {
    row: 36,
    was: 'a synchronisation group of one',
    proofs: [
      { check: async () => assert.doesNotMatch((await bothConfigurations()).join(''), /vrrp_sync_group/) },
    ],
  },
  {
    row: 37,
    was: 'scripts run as whoever, changed by whomever',
    proofs: [{ check: () => inBoth(/script_user root\n\s+enable_script_security\n/) }],
  },
  {
    row: 38,
    was: 'double slashes, a fixed interface, an address without its prefix',
    proofs: [
      { check: async () => assert.doesNotMatch((await bothConfigurations()).join(''), /\w\/\/\w/) },
      { check: () => inBoth(/192\.168\.14\.88\/24 dev eth1/) },
      { check: () => assert.doesNotMatch(read('templates/keepalived/keepalived.conf.njk'), /eth\d/) },
    ],
  },
  {
    row: 39,
    was: 'sed puts the options in once more with every run',
    proofs: [
      { check: () => assert.deepEqual(filesWith(/\bsed -i/, filesBelow('roles')), []) },
      { title: 'a second time: nothing is changed', in: 'e2e/site/whole-pair.ts' },
    ],
  },
  {
    row: 40,
    was: 'a line is added to rsyslog.conf with every run',
    proofs: [
      {
        check: () =>
          assert.match(
            read('roles/keepalived/logging.ts'),
            /rule = '\/etc\/rsyslog\.d\/10-keepalived\.conf'/,
          ),
      },
    ],
  },
  {
    row: 41,
    was: 'less than a second is promised, 3.6 s are taken',
    proofs: [
      {
        async check() {
          await inBoth(/vrrp_version 3\n/)
          await inBoth(/advert_int 0\.2\n/)
          const { keepalived_advertisement_interval_seconds: advert } = keepalivedVariables.shape
          assert.equal(advert.parse(undefined), 0.2)
        },
      },
      { title: 'how long nobody can write, in the model', in: 'simulation/promises.test.ts' },
      { drill: 'power-off-primary' },
    ],
  },
  {
    row: 42,
    was: 'a crashed VRRP process demotes a living primary',
    proofs: [
      {
        check() {
          assert.ok(timing.vipDebounce > respawnMilliseconds)
          assert.ok(timing.vipDebounce < 2000)
        },
      },
      { title: 'keepalived comes back with the VIP within its respawn', in: 'unit/agent/fencing.test.ts' },
      { drill: 'vrrp-child-killed' },
    ],
  },
]
