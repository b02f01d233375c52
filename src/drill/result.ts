import { recordsOf } from './invariants/observed.ts'
import type { Finding, Observed } from './invariants/observed.ts'
import { degradesAreRecorded } from './invariants/degrades.ts'
import { lossOf, longestOutage } from './invariants/lost-rows.ts'
import type { Loss } from './invariants/lost-rows.ts'
import { lateCommits, noLateCommits } from './invariants/late-commits.ts'
import { oneWriter, writerHasVip } from './invariants/one-writer.ts'
import type { Cast, Drill } from './drill.ts'
import { vipWriter } from './clients.ts'
import { rowKey } from './rows.ts'
import { forEverMilliseconds } from './semisync.ts'

/** How one drill went. */
export interface DrillResult {
  readonly drill: string
  readonly round: number
  /** What the servers call themselves. */
  readonly version: string
  readonly before: string
  /** Who leads now; absent when nobody could be made to. */
  readonly after: string | undefined
  readonly acknowledged: number
  readonly loss: Loss | undefined
  readonly outageMilliseconds: number | undefined
  readonly findings: readonly Finding[]
  /** Rows, as `writer/number`, that a node acknowledged after the other was granted a term. */
  readonly lateCommits: readonly string[]
  readonly milliseconds: number
  /** Why it went wrong, one sentence each; empty when it went well. */
  readonly failures: readonly string[]
}

/** What the observations of a drill mean. */
export function judge(
  drill: Drill,
  { primary }: Cast,
  leader: string,
  observed: Observed,
  present: ReadonlySet<string>,
  semisyncTimeoutMilliseconds: number | undefined,
): Pick<
  DrillResult,
  'loss' | 'outageMilliseconds' | 'findings' | 'lateCommits' | 'failures' | 'acknowledged'
> {
  const thaws = drill.thaws === true
  const policy = semisyncTimeoutMilliseconds === forEverMilliseconds ? 'consistency' : 'availability'
  const late = lateCommits(observed, thaws)
  const findings = [
    oneWriter(observed, thaws),
    writerHasVip(observed),
    noLateCommits(late, policy),
    ...(semisyncTimeoutMilliseconds === undefined ? [] : [degradesAreRecorded(observed)]),
  ]
  const loss = lossOf(
    observed,
    ({ writer, number }) => present.has(rowKey(writer, number)),
    semisyncTimeoutMilliseconds ?? 0,
  )
  const outageMilliseconds = Math.round(longestOutage(observed, vipWriter))
  const failures = findings.filter(({ holds }) => !holds).map(({ name, seen }) => `${name}: ${seen}`)
  for (const { name, records } of observed.nodes) {
    const unwritten = recordsOf(records, 'lost').reduce((sum, { count }) => sum + count, 0)
    if (unwritten > 0) failures.push(`${unwritten} records on ${name} could not be written`)
  }
  if (loss.synchronous > 0) failures.push(`${loss.synchronous} acknowledged rows are lost`)
  if (drill.leads !== 'either' && (drill.leads === 'same') !== (leader === primary))
    failures.push(`${leader} leads`)
  const bound = drill.writesGoOnWithinSeconds
  if (bound !== undefined && outageMilliseconds > bound * 1000)
    failures.push(`writes stood still for ${outageMilliseconds} ms, more than ${bound} s`)
  return {
    acknowledged: observed.acks.length,
    loss,
    outageMilliseconds,
    findings,
    lateCommits: late.map(({ writer, number }) => rowKey(writer, number)),
    failures,
  }
}
