import type { Questioner } from '../decide/questioner.ts'
import { PlaybookError } from '../errors.ts'
import { untold, type RebuildMethod } from '../mysql/rebuild-method.ts'
import type { Ways } from '../pair/rejoin/ways.ts'
import { oneLine } from '../ui/printable.ts'
import type { RejoinOptions } from './pair-options.ts'

/** What shall be done. `discard`: the transactions that are given up by it. */
export type Choice =
  | { readonly kind: 'catch-up' }
  | { readonly kind: 'rebuild'; readonly method: RebuildMethod; readonly discard: string }
  | { readonly kind: 'nothing' }

interface Situation {
  readonly node: string
  readonly ways: Ways
  readonly own: OwnTransactions
}

/** Transactions that only this node has: a GTID set, `''` for none; or nobody can tell, as its server does not answer. */
export type OwnTransactions = { readonly errant: string } | { readonly untold: true }

/**
 * Chooses by the command line, or asks. Catching up loses nothing and comes first; what is lost by a rebuild is named on the
 * command line, or agreed to by a person who has just read it. Throws `BadUsage` when nobody can be asked, `NeedsNotMet` when there is no way.
 */
export async function chooseWay(
  options: Pick<RejoinOptions, 'method' | 'discard' | 'yes'>,
  situation: Situation,
  questioner: Questioner | undefined,
): Promise<Choice> {
  const { node, ways, own } = situation
  const canCatchUp = !('impossible' in ways.catchUp)
  if (ways.running && options.method === undefined) return { kind: 'catch-up' }
  const canRebuild = ways.rebuild.length > 0 || options.method !== undefined
  if (!canCatchUp && !canRebuild)
    throw new PlaybookError('NeedsNotMet', `there is no way back for ${node} as it is`, {
      hint: 'Mend what is said above; or put a bare server in its place and run site.',
    })
  const rebuild: Choice = {
    kind: 'rebuild',
    method: options.method ?? 'auto',
    discard: options.discard ?? '',
  }
  const wanted = options.method !== undefined || options.discard !== undefined ? rebuild : undefined
  const likely = wanted ?? (canCatchUp ? ({ kind: 'catch-up' } as const) : rebuild)
  if (questioner === undefined || options.yes) return unattended(likely, options, situation)
  const choice = wanted ?? (canCatchUp && canRebuild ? await askWhich(questioner, node, rebuild) : likely)
  if (choice.kind !== 'rebuild') return choice
  // The agent may know more than could be compared, and have asked for it by name; it compares again.
  const discard = options.discard ?? ('untold' in own ? untold : own.errant)
  return (await agrees(questioner, node, discard)) ? { ...choice, discard } : { kind: 'nothing' }
}

function unattended(
  choice: Exclude<Choice, { kind: 'nothing' }>,
  { yes }: Pick<RejoinOptions, 'yes'>,
  { node, own }: Situation,
): Choice {
  // What cannot be told its agent asks for, where it may be anything.
  const errant = 'untold' in own ? '' : own.errant
  if (choice.kind === 'rebuild' && errant !== '' && choice.discard === '')
    throw new PlaybookError('BadUsage', `a rebuild of ${node} throws away ${errant}`, {
      hint: `If that is what you want, name it: --discard ${errant} --yes`,
    })
  if (yes) return choice
  throw new PlaybookError('BadUsage', `nobody is at the terminal to agree to a ${choice.kind} of ${node}`, {
    hint: 'Add --yes to agree beforehand.',
  })
}

async function askWhich(questioner: Questioner, node: string, rebuild: Choice): Promise<Choice> {
  const answer = await questioner.decide({
    decision: {
      key: 'rejoin',
      question: `How shall ${node} come back?`,
      consequence: 'both are explained above.',
      choices: ['catch-up', 'rebuild', 'nothing'],
      default: 'catch-up',
      changeable: 'always',
    },
    preselected: 'catch-up',
  })
  return answer === 'rebuild' ? rebuild : { kind: answer === 'catch-up' ? 'catch-up' : 'nothing' }
}

function agrees(questioner: Questioner, node: string, discard: string): Promise<boolean> {
  const copy = `replace all its data by a copy of the primary's?`
  const own = discard === untold ? 'nobody can tell what' : oneLine(discard)
  return questioner.confirm(
    discard === ''
      ? `Replace all data of ${node} by a copy of the primary's?`
      : `Give up what only ${node} has (${own}) and ${copy}`,
  )
}
