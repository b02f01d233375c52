import { decide } from './mutation.ts'
import type { Mutation } from './mutation.ts'

/** Comparisons and checks on which safety rests, each made toothless. */
export const checks: readonly Mutation[] = [
  {
    what: 'a leader relies on a vote for less time than the voter is bound',
    focus: { failover: 'automatic', kinds: ['node cut off', 'pair cut'] },
    patches: [decide('timing', 'backing: 1000', 'backing: 6000')],
  },
  {
    what: 'a lease counts for its own term and until it ends',
    focus: { failover: 'automatic', kinds: ['node cut off', 'pair cut', 'host frozen'] },
    patches: [
      decide(
        'vote',
        'return heldUntil !== null && leaseTerm === term && turn.now < heldUntil',
        'return heldUntil !== null || leaseTerm === term',
      ),
    ],
  },
  {
    what: "the peer's vote counts while it is fresh",
    focus: { failover: 'automatic', kinds: ['node cut off', 'pair cut'] },
    patches: [decide('vote', 'turn.now - confirmedSentAt < timing.backing', 'confirmedSentAt > 0')],
  },
  {
    what: 'a leader without votes stops',
    focus: { failover: 'automatic', kinds: ['node cut off', 'pair cut'] },
    patches: [decide('vote', "config.policy.failover !== 'automatic' || peer", 'true || peer')],
  },
  {
    what: 'who closes writes for a dead agent knows when its votes end',
    focus: { failover: 'automatic', semisync: 'consistency', kinds: ['node cut off', 'agent killed'] },
    patches: [
      {
        file: 'templates/hooks/mysqlha-stopped.sh.njk',
        find: '/proc/uptime {{ fresh }}',
        replace: '/proc/uptime',
      },
    ],
  },
  {
    what: 'a witness that has just started grants nothing to another node',
    focus: { failover: 'automatic', kinds: ['witness restarted', 'pair cut', 'cut in one direction'] },
    patches: [
      {
        file: 'agent/link/lease.ts',
        find: '...memory, until: now + timing.vote',
        replace: '...memory, until: now',
      },
    ],
  },
  {
    what: 'the witness gives its vote to one node at a time',
    focus: { failover: 'automatic', kinds: ['pair cut', 'cut in one direction'] },
    patches: [
      {
        file: 'agent/link/lease.ts',
        find: 'const free = now >= state.until || state.holder === node',
        replace: 'const free = now >= 0',
      },
    ],
  },
  {
    what: 'a vote is for a term',
    focus: {
      failover: 'automatic',
      kinds: ['pair cut', 'pair cut', 'operator: fence', 'operator: maint'],
      condition: 'witness cut off',
    },
    patches: [decide('vote', 'peer.term >= term ||', 'peer.term >= 0 ||')],
  },
  {
    what: 'a vote is for a term, and uses it up',
    focus: {
      failover: 'automatic',
      kinds: ['operator: maint', 'node cut off', 'operator: fence'],
      condition: 'witness cut off',
    },
    patches: [
      decide('vote', 'remember(turn, { term })\n', ''),
      decide('vote', 'peer.term >= term ||', 'peer.term >= 0 ||'),
    ],
  },
  {
    what: 'role and term are on disk before writes open',
    focus: { kinds: ['mysqld killed', 'VRRP child killed', 'operator: fence'], condition: 'disk slow' },
    patches: [decide('primary', 'state.persistedRevision < state.promotedRevision || ', '')],
  },
  {
    what: 'an incomplete node waits',
    focus: { semisync: 'consistency', kinds: ['power off', 'mysqld killed'], condition: 'applier slow' },
    patches: [
      decide(
        'completeness',
        'const gap = incomplete(turn)',
        'const gap = turn.now < 0 ? incomplete(turn) : null',
      ),
    ],
  },
  {
    what: 'relay logs that were thrown away make a node incomplete',
    focus: {
      failover: 'automatic',
      semisync: 'consistency',
      kinds: ['power off', 'mysqld killed'],
      condition: 'applier slow',
    },
    // Either of the two notices a server that was started anew.
    patches: [
      decide('completeness', 'primary.contactInstance !== facts.instance', 'facts.instance === null'),
      decide('watermark', '    noteThrownAway(turn, facts, watermark)\n', ''),
    ],
  },
  {
    what: 'who joins was looked at after its writes were closed',
    focus: { kinds: ['pair cut', 'node cut off', 'operator: fence'] },
    patches: [decide('joining', 'if (facts.sampledAt <= state.openTouchedAt) return\n', '')],
  },
  {
    what: 'a primary without the VIP stops',
    focus: { kinds: ['keepalived killed', 'keepalived killed, VIP left behind'] },
    patches: [
      decide('primary', "now - state.vipLostAt > timing.vipDebounce ? 'the VIP is gone' : null", 'null'),
    ],
  },
  {
    what: 'the peer who has more leads',
    focus: { kinds: ['power off both', 'power off', 'keepalived killed'] },
    patches: [
      decide(
        'candidate',
        'if (mineMore !== theirsMore) return theirsMore',
        'if (mineMore !== theirsMore) return mineMore',
      ),
    ],
  },
  {
    what: 'a rebuild is on disk before the data goes',
    focus: { kinds: ['operator: rebuild', 'power off', 'agent killed'], condition: 'disk slow' },
    patches: [
      decide(
        'rebuild',
        'rebuild === null || state.persistedRevision < state.rebuilding.revision',
        'rebuild === null',
      ),
    ],
  },
  {
    what: 'a primary that goes on takes a term above the one that its peer led in',
    focus: { failover: 'automatic-without-witness', kinds: ['pair cut', 'node cut off', 'mysqld killed'] },
    patches: [decide('primary', '  renewTerm(turn, peer)\n', '')],
  },
]
