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
 * After a node was granted a higher term, the other acknowledges no commit; under `availability` such commits are counted. An
 * answer that was under way while its client was frozen proves nothing: when something thaws, only what was asked after the
 * grant counts.
 */
export function noLateCommits(
  { acks, grants }: Observed,
  { thaws, policy }: { readonly thaws: boolean; readonly policy: string },
): Finding {
  const late = acks.filter(({ node, sent, at }) => {
    const holder = holderAt(grants, thaws ? sent : at)
    return holder !== undefined && holder.node !== node
  })
  return {
    name: 'no late commits',
    holds: late.length === 0 || policy === 'availability',
    seen: late.length === 0 ? 'none' : `${late.length} after the other was granted a term`,
  }
}
