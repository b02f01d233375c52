import { covers } from '../../src/mysql/position.ts'
import type { Survey } from './survey.ts'

/** One node as the decision sees it; `first` is the inventory's first host. */
export interface Candidate {
  readonly name: string
  readonly first: boolean
  readonly survey: Survey
}

/** Whose data the pair shall have. */
export type Ownership =
  /** Both nodes are adopted: the agents own the topology. */
  | { readonly kind: 'formed' }
  /** `donor` leads; `copy` when the other node must get the donor's data before it can follow. */
  | { readonly kind: 'donor'; readonly donor: string; readonly copy: boolean; readonly because: string }
  | { readonly kind: 'refused'; readonly because: string }

/** A node whose data is being copied has none of its own yet. */
const adopted = (survey: Survey) => survey.role !== 'FORMING' && survey.role !== 'CLONING'
const hasData = (survey: Survey) => survey.schemas.length > 0

/** Whether all that `follower` has came from `leader`, so that it can simply follow. */
function follows(follower: Survey, leader: Survey): boolean {
  if (!covers(leader.style, leader.executed, follower.executed)) return false
  return !hasData(follower) || follower.executed !== ''
}

function lead(donor: Candidate, other: Candidate, because: string): Ownership {
  const follower = other.survey
  if (hasData(follower) && !follows(follower, donor.survey))
    return {
      kind: 'refused',
      because: `${other.name} holds user data (${follower.schemas.slice(0, 5).join(', ')}) that did not come from ${donor.name}`,
    }
  // An empty server follows one without user data from its first transaction, as long as its logs are all there.
  const copy =
    (hasData(donor.survey) && !hasData(follower)) ||
    !covers(follower.style, follower.executed, donor.survey.purged)
  return { kind: 'donor', donor: donor.name, copy, because }
}

/**
 * Whose data is it? The donor is the node whose agent holds a term, else the only node with user schemas; the inventory's
 * first host counts only if both are empty. Data on both that is not one history is refused.
 */
export function ownership(a: Candidate, b: Candidate): Ownership {
  if (adopted(a.survey) && adopted(b.survey)) return { kind: 'formed' }
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const)
    if (adopted(one.survey))
      return lead(one, other, `${one.name} is a running member of the pair (term ${one.survey.term})`)
  if (hasData(a.survey) !== hasData(b.survey)) {
    const [donor, other] = hasData(a.survey) ? [a, b] : [b, a]
    return lead(donor, other, `only ${donor.name} holds user data`)
  }
  const [first, second] = a.first ? [a, b] : [b, a]
  if (!hasData(a.survey)) return lead(first, second, 'both nodes are empty, and the inventory names it first')
  if (follows(second.survey, first.survey))
    return lead(first, second, `${second.name} holds a part of its history`)
  if (follows(first.survey, second.survey))
    return lead(second, first, `${first.name} holds a part of its history`)
  return {
    kind: 'refused',
    because: `${first.name} and ${second.name} both hold user data, and neither is a part of the other's history`,
  }
}
