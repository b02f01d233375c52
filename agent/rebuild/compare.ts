import { differenceOf } from '../../src/mysql/difference.ts'
import type { Difference } from '../../src/mysql/difference.ts'
import { covers } from '../../src/mysql/position.ts'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { Settings } from '../settings.ts'
import { lookHere } from './here.ts'
import { askOffer } from './receive.ts'

/** What two nodes lack of each other. */
export interface Comparison {
  /** `null`: the server here does not answer. */
  here: { executed: string; version: string } | null
  peer: { executed: string; version: string; bytes: number }
  /** Transactions that only this node has, and only the peer. `count`: `null` where the GTIDs do not tell. */
  onlyHere: Difference
  onlyPeer: Difference
  /** What this node lacks can still be fetched from the peer's binary logs; `null`: only trying tells (MariaDB). */
  stillLogged: boolean | null
  /** Ways to copy that both nodes have. */
  methods: RebuildMethod[]
}

const patienceMilliseconds = 20_000

/** Asks the server here first, then the peer. @throws when the peer does not answer */
export async function compareWithPeer(settings: Settings): Promise<Comparison> {
  const signal = AbortSignal.timeout(patienceMilliseconds)
  const here = await lookHere(settings.mysql, signal)
  const offer = await askOffer(settings, signal)
  const mine = here?.executed ?? ''
  return {
    here: here && { executed: here.executed, version: here.version },
    peer: { executed: offer.executed, version: offer.version, bytes: offer.bytes },
    onlyHere: differenceOf(offer.style, mine, offer.executed),
    onlyPeer: differenceOf(offer.style, offer.executed, mine),
    stillLogged: offer.style === 'uuid' ? covers('uuid', mine, offer.purged) : null,
    methods: offer.methods.filter((method) => here === null || here.methods.includes(method)),
  }
}

/** The comparison for a terminal. */
export function comparisonText({ onlyHere, onlyPeer, peer, stillLogged, methods }: Comparison): string {
  const say = ({ gtids, count }: Difference) =>
    gtids === '' ? 'nothing' : `${count ?? 'some'} transaction(s): ${gtids}`
  const logged = stillLogged === null ? 'unknown' : stillLogged ? 'yes' : 'no'
  return [
    `only here      ${say(onlyHere)}`,
    `only the peer  ${say(onlyPeer)}`,
    `still logged   ${logged}`,
    `a rebuild      copies about ${Math.round(peer.bytes / 1e6)} MB by ${methods.join(', ') || '(no method on both nodes)'}`,
    '',
  ].join('\n')
}
