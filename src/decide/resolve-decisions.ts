import { PlaybookError } from '../errors.ts'
import { placeOf } from '../inventory/origin.ts'
import { didYouMean } from '../values/suggest.ts'
import type { Decision } from '../plan/decision.ts'
import { whyNotAcceptable } from './acceptable.ts'
import type { DecisionStore, RecordedDecision } from './decision-store.ts'
import { missingDecisions } from './missing-decisions.ts'
import type { Questioner } from './questioner.ts'

export interface DecisionRequest {
  /** The decisions of all roles of the run; a key that several roles share is asked once. */
  readonly needed: readonly Decision[]
  readonly store: DecisionStore
  /** From `--decision KEY=VALUE`. */
  readonly given: ReadonlyMap<string, string>
  /** Take the default where there is no answer (`--accept-defaults`). */
  readonly acceptDefaults: boolean
  /** Ask again what is recorded (`--ask`). */
  readonly ask: boolean
  /** Absent without a terminal. */
  readonly interactive: Questioner | undefined
  /** Only look: new answers hold for this run and are not recorded (`--check`). */
  readonly dryRun?: boolean
}

type Recorded = ReadonlyMap<string, RecordedDecision>

/** Answers that cannot be accepted, all of them, before anything is asked. */
function refuseBadAnswers(
  needed: readonly Decision[],
  { given, ask }: DecisionRequest,
  recorded: Recorded,
): void {
  const details: string[] = []
  const keys = needed.map(({ key }) => key)
  for (const key of given.keys()) {
    if (keys.includes(key)) continue
    details.push(
      `--decision ${key}: no decision of this run${didYouMean(key, keys)}; there are ${keys.join(', ')}`,
    )
  }
  for (const decision of needed) {
    const { key } = decision
    const typed = given.get(key)
    const kept = recorded.get(key)
    if (typed !== undefined) {
      const why = whyNotAcceptable(decision, typed)
      if (why !== undefined) details.push(`--decision ${key}=${typed}: ${why}`)
    } else if (kept !== undefined && !ask) {
      const why = whyNotAcceptable(decision, kept.value)
      if (why !== undefined) details.push(`${placeOf(kept.origin)}: ${key}: ${why}`)
    }
  }
  if (details.length > 0)
    throw new PlaybookError('BadUsage', 'an answer to a decision cannot be accepted', { details })
}

/** Asks all questions one after the other and shows the answers back, until the person confirms them. */
async function askAll(
  questioner: Questioner,
  questions: readonly Decision[],
  answers: Map<string, string>,
  needed: readonly Decision[],
  recorded: Recorded,
): Promise<void> {
  const width = Math.max(...needed.map(({ key }) => key.length))
  for (;;) {
    for (const decision of questions) {
      const { key } = decision
      const preselected = answers.get(key) ?? recorded.get(key)?.value ?? decision.default
      const usable = whyNotAcceptable(decision, preselected) === undefined
      const answer = await questioner.decide({
        decision,
        preselected: usable ? preselected : decision.default,
      })
      const why = whyNotAcceptable(decision, answer)
      if (why !== undefined) throw new PlaybookError('BadUsage', `${key}: ${why}`)
      answers.set(key, answer)
    }
    const table = needed.map(({ key }) => `${key.padEnd(width)}  ${answers.get(key) ?? ''}`)
    if (await questioner.confirm('Are these the decisions?', table)) return
  }
}

/**
 * The answer to every decision: given by option, recorded, default (when accepted), or asked, all together and confirmed
 * once. New answers are recorded before the promise resolves. Throws `MissingDecisions` with all that is missing when nobody
 * can be asked, `BadUsage` for answers that are not acceptable.
 */
export async function resolveDecisions(request: DecisionRequest): Promise<ReadonlyMap<string, string>> {
  const { store, given, acceptDefaults, ask, interactive, dryRun = false } = request
  const needed = [...new Map(request.needed.map((decision) => [decision.key, decision])).values()]
  const recorded = await store.recorded()
  refuseBadAnswers(needed, request, recorded)
  if (ask && interactive === undefined) {
    throw new PlaybookError('BadUsage', '--ask needs a terminal', { hint: 'use --decision KEY=VALUE' })
  }

  const answers = new Map<string, string>()
  const open: Decision[] = []
  for (const decision of needed) {
    const kept = ask ? undefined : recorded.get(decision.key)?.value
    const answer = given.get(decision.key) ?? kept ?? (acceptDefaults && !ask ? decision.default : undefined)
    if (answer === undefined) open.push(decision)
    else answers.set(decision.key, answer)
  }
  if (open.length > 0) {
    if (interactive === undefined) throw missingDecisions(open)
    await askAll(interactive, open, answers, needed, recorded)
  }

  const news = [...answers].filter(([key, value]) => recorded.get(key)?.value !== value)
  if (news.length > 0 && !dryRun) await store.record(new Map(news))
  return answers
}
