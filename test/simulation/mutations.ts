import type { Patch } from './engine/bundle.ts'

/** Something taken out of the product, which must be noticed. */
export interface Mutation {
  what: string
  patches: readonly Patch[]
}

const decide = (name: string, find: string, replace: string): Patch => ({
  file: `agent/decide/${name}.ts`,
  find,
  replace,
})

/** The ten design rules, each taken out. */
export const rules: readonly Mutation[] = [
  {
    what: 'rule 1: the notify script is a doorbell, not the worker',
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
    patches: [
      decide('joining', "if (errant !== '') return suspect", "if (errant === 'never') return suspect"),
    ],
  },
  {
    what: 'rule 6: everything received is applied before replication is stopped',
    patches: [
      decide(
        'promotion',
        "return promotion.stage === 'drain'\n",
        "return promotion.stage !== 'detach' && Date.now() === 0\n",
      ),
      decide(
        'promotion',
        "if (promotion?.stage === 'drain') promotion.stage = 'detach'",
        "if (promotion?.stage === 'drain') takeRole(turn, promotion.term)",
      ),
    ],
  },
  {
    what: 'rule 7: closing writes has an end, be it that of mysqld',
    patches: [
      decide('timing', 'writableWithoutVip: 1600', 'writableWithoutVip: 60_000'),
      decide('timing', 'hardFence: 500', 'hardFence: 60_000'),
    ],
  },
  {
    what: 'rule 8: the higher term wins, not VRRP',
    patches: [decide('primary', 'peer.primaryTerm > primaryTerm', 'peer.primaryTerm > Infinity')],
  },
]

/** Comparisons and checks on which safety rests, each made toothless. */
export const comparisons: readonly Mutation[] = [
  {
    what: 'a leader relies on a vote for less time than the voter is bound',
    patches: [decide('timing', 'backing: 1000', 'backing: 6000')],
  },
  {
    what: 'a lease counts for its own term and until it ends',
    patches: [
      decide(
        'vote',
        'return heldUntil !== null && leaseTerm === term && turn.now < heldUntil',
        'return heldUntil !== null || leaseTerm === term',
      ),
    ],
  },
  {
    what: 'a vote for the peer is not given to oneself as well',
    patches: [decide('vote', 'return !bound && now', 'return now')],
  },
  {
    what: 'a vote that was set free does not count any more',
    patches: [decide('vote', ' || confirmedSentAt <= turn.state.releasedAt', '')],
  },
  {
    what: "the peer's vote counts while it is fresh",
    patches: [decide('vote', 'turn.now - confirmedSentAt < timing.backing', 'confirmedSentAt > 0')],
  },
  {
    what: 'a leader without votes stops',
    patches: [decide('vote', "return config.policy.failover !== 'automatic' ||", 'return true ||')],
  },
  {
    what: 'nobody begins without a second vote',
    patches: [decide('vote', 'if (!ownVoteFree(turn)) return false', 'return true')],
  },
  {
    what: 'a witness that has just started grants nothing',
    patches: [
      {
        file: 'agent/link/lease.ts',
        find: 'until: now + timing.vote, term: 0',
        replace: 'until: now, term: 0',
      },
    ],
  },
  {
    what: 'the witness gives its vote to one node at a time',
    patches: [
      {
        file: 'agent/link/lease.ts',
        find: 'const free = now >= state.until || state.holder === node',
        replace: 'const free = now >= 0',
      },
    ],
  },
  {
    what: 'the witness grants no older term',
    patches: [{ file: 'agent/link/lease.ts', find: '|| term < state.term', replace: '' }],
  },
  {
    what: 'a term is new: higher than what the peer led under meanwhile',
    patches: [decide('promotion', 'state.primaryTerm >= promotion.term', 'state.primaryTerm > Infinity')],
  },
  {
    what: 'a term that was voted for is used up',
    patches: [decide('vote', 'remember(turn, { term })\n', '')],
  },
  {
    what: 'role and term are on disk before writes open',
    patches: [decide('primary', 'state.persistedRevision < state.promotedRevision || ', '')],
  },
  {
    what: 'an incomplete node waits',
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
    patches: [
      decide('completeness', 'primary.contactInstance !== facts.instance', 'facts.instance === null'),
    ],
  },
  {
    what: 'replication without contact makes a node incomplete',
    patches: [decide('timing', 'contactGap: 5000', 'contactGap: 5_000_000')],
  },
  {
    what: 'who joins was looked at after its writes were closed',
    patches: [decide('joining', 'if (facts.sampledAt <= state.openTouchedAt) return\n', '')],
  },
  {
    what: 'a difference is believed only when it lasts',
    patches: [
      decide('timing', 'divergenceMargin: 4000', 'divergenceMargin: 0'),
      decide('joining', '(seen.peer.confirmedSentAt ?? 0)', 'seen.peer.receivedAt'),
    ],
  },
  {
    what: 'writes count as closed only when that was seen afterwards',
    patches: [
      decide('closing', 'facts.readOnly && facts.sampledAt > state.openTouchedAt', 'facts.sampledAt > 0'),
    ],
  },
  {
    what: 'a primary without the VIP stops',
    patches: [
      decide('primary', "now - state.vipLostAt > timing.vipDebounce ? 'the VIP is gone' : null", 'null'),
    ],
  },
  {
    what: 'a node that does not lead is kept closed',
    patches: [
      decide('closing', 'mayBeOpen(state) || facts?.readOnly === false', 'mayBeOpen(state) && turn.now < 0'),
    ],
  },
  {
    what: 'the peer who has more leads',
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
    patches: [
      decide(
        'rebuild',
        'rebuild === null || state.persistedRevision < state.rebuilding.revision',
        'rebuild === null',
      ),
    ],
  },
  {
    what: 'errant transactions are saved before they are thrown away',
    patches: [
      decide('resting', "if (divergence !== null && divergence.dump !== '')", 'if (divergence !== null)'),
    ],
  },
  {
    what: 'in a switchover the standby has everything before it gets the role',
    patches: [decide('switchover', 'peer.ready === state.durable.primaryTerm', 'turn.now > 0')],
  },
  {
    what: 'in a switchover the old primary has let go before the new one begins',
    patches: [
      decide('handover', 'stands && handover.ready && yieldedTo(turn, peer)', 'stands && handover.ready'),
      decide('handover', 'if (!mayBegin(turn, term)) return', ''),
    ],
  },
  {
    what: 'a server that died does not lead',
    patches: [decide('primary', 'if (!isHealthy(state.health))', 'if (turn.now < 0)')],
  },
]
