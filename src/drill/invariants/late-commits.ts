import type { Finding, Grant, Observed } from './observed.ts'

/** Who held the highest term at a moment. */
function holderAt(grants: readonly Grant[], at: number): Grant | undefined {
  return grants
    .filter((grant) => grant.at < at)
    .reduce<Grant | undefined>(
      (highest, grant) => (highest && highest.term > grant.term ? highest : grant),
      undefined,
    )
}

/**
 * Commits that a node acknowledged after the other was granted a higher term. An answer that was under way while its client
 * was frozen proves nothing: when something thaws, only what was asked after the grant counts.
 */
export function lateCommits({ acks, grants }: Observed, thaws: boolean): Observed['acks'] {
  return acks.filter(({ node, sent, at }) => {
    const holder = holderAt(grants, thaws ? sent : at)
    return holder !== undefined && holder.node !== node
  })
}

/** There are none; under `availability` there may be some, which are counted and listed. */
export function noLateCommits(late: Observed['acks'], policy: string): Finding {
  return {
    name: 'no late commits',
    holds: late.length === 0 || policy === 'availability',
    seen: late.length === 0 ? 'none' : `${late.length} after the other was granted a term`,
  }
}
