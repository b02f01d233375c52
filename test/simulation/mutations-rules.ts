import { decide } from './mutation.ts'
import type { Mutation } from './mutation.ts'

/** Design rules 1 to 8, each taken out. Rule 9 is a calculation in `promises.test.ts`, rule 10 a unit test's matter (`mutations.test.ts`). */
export const rules: readonly Mutation[] = [
  {
    what: 'rule 1: the notify script is a doorbell, not the worker',
    focus: { kinds: ['pair cut', 'node cut off'] },
    patches: [
      {
        file: 'templates/keepalived/keepalived.conf.njk',
        find: 'vrrp_notify_fifo {{ fifo }}',
        replace: 'notify_master "/usr/local/bin/make-master"',
      },
    ],
  },
  {
    what: 'rule 2: a server boots read-only',
    patches: [
      {
        file: 'test/golden/mysql/my-9.7.cnf',
        find: '\nread_only = 1\n',
        replace: '\nread_only = 0\n',
      },
    ],
  },
  {
    what: 'rule 3: the source side of semi-sync is on at the primary alone',
    patches: [
      {
        file: 'test/golden/mysql/my-9.7.cnf',
        find: 'loose_rpl_semi_sync_source_enabled = 0',
        replace: 'loose_rpl_semi_sync_source_enabled = 1',
      },
      decide('closing', 'facts?.semisync.sourceEnabled === true', 'false'),
    ],
  },
  {
    what: 'rule 4: durability is 1/1 on both nodes',
    patches: [{ file: 'test/golden/mysql/my-9.7.cnf', find: 'sync_binlog = 1', replace: 'sync_binlog = 0' }],
  },
  {
    what: 'rule 5: a node that joins is tested for divergence first',
    focus: { kinds: ['mysqld killed', 'power off', 'node cut off', 'host frozen'] },
    patches: [
      decide('joining', "if (errant !== '') return suspect", "if (errant === 'never') return suspect"),
    ],
  },
  {
    what: 'rule 6: everything received is applied before replication is stopped',
    focus: {
      failover: 'automatic',
      kinds: ['keepalived killed', 'VRRP child killed', 'operator: fence', 'power off'],
      condition: 'applier slow',
    },
    patches: [
      decide(
        'promotion',
        "return promotion.stage === 'drain'\n",
        "return promotion.stage !== 'detach' && Date.now() === 0\n",
      ),
      decide('promotion', "else promotion.stage = 'detach'", 'else takeRole(turn, promotion.term)'),
    ],
  },
  {
    what: 'rule 7: closing writes has an end, be it that of mysqld',
    focus: {
      failover: 'automatic',
      kinds: ['keepalived killed', 'keepalived killed', 'VRRP child killed', 'node cut off'],
      condition: 'slow statements',
    },
    patches: [
      decide('timing', 'writableWithoutVip: 1600', 'writableWithoutVip: 60_000'),
      decide('timing', 'hardFence: 500', 'hardFence: 60_000'),
    ],
  },
  {
    what: 'rule 8: the higher term wins, not VRRP',
    focus: { failover: 'automatic-without-witness', kinds: ['pair cut', 'node cut off'] },
    patches: [decide('primary', 'peer.primaryTerm > primaryTerm', 'peer.primaryTerm > Infinity')],
  },
]
