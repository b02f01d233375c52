import { mostRebuildFailures } from '../../mysql/rebuild-method.ts'
import { size } from '../../ui/size.ts'
import type { PairNode } from '../node.ts'
import type { Pair } from '../pair.ts'
import type { AgentStatus } from '../status-shape.ts'

/** How far a node is on its way back. */
export type Arrival =
  | { readonly kind: 'there' }
  | { readonly kind: 'failed'; readonly because: string }
  /** `step`: what of the line is not a number that grows. */
  | { readonly kind: 'under way'; readonly line: string; readonly step: string }

/** Judges by what both agents say. `rebuilding`: a rebuild was begun, so that a node that is neither CLONING nor STANDBY has failed. */
export function arrivalOf(
  status: AgentStatus | undefined,
  primary: AgentStatus | undefined,
  rebuilding: boolean,
): Arrival {
  if (status === undefined)
    return { kind: 'under way', line: 'its agent does not answer yet', step: 'silent' }
  const { role, rebuild, replication, reason } = status
  if (role === 'CLONING') {
    if (rebuild && rebuild.failures >= mostRebuildFailures)
      return { kind: 'failed', because: `the rebuild failed ${rebuild.failures} times: ${rebuild.error}` }
    return { kind: 'under way', line: rebuild ? progressOf(rebuild) : reason, step: rebuild?.stage ?? role }
  }
  if (role === 'DIVERGED') return { kind: 'failed', because: reason }
  if (rebuilding && reason.startsWith('not rebuilt: ')) return { kind: 'failed', because: reason }
  const replicates = replication?.ioRunning === 'Yes' && replication.sqlRunning
  if (role !== 'STANDBY' || !replicates) return { kind: 'under way', line: `${role}: ${reason}`, step: role }
  return primary?.semisync.degraded === true
    ? { kind: 'under way', line: 'it replicates; semi-sync is not on yet', step: 'semi-sync' }
    : { kind: 'there' }
}

function progressOf({
  method,
  stage,
  bytes,
  totalBytes,
  failures,
  error,
}: NonNullable<AgentStatus['rebuild']>): string {
  const share = stage === 'copying' ? `, ${size(bytes)} of about ${size(totalBytes)}` : ''
  const again = failures > 0 ? `; failed ${failures} times, tried again: ${error}` : ''
  return `rebuild by ${method}: ${stage}${share}${again}`
}

const lookMilliseconds = 500
/** Of a number that grows, a line so often is enough. */
const tellMilliseconds = 5000

/**
 * Waits until a node is back, telling each step of the way once, or until the person stops watching.
 * @param patienceSeconds how long nothing may change; a copy that grows is a change
 */
export async function watchArrival(
  { nodes }: Pair,
  node: PairNode,
  {
    rebuilding,
    patienceSeconds,
    signal,
  }: { rebuilding: boolean; patienceSeconds: number; signal: AbortSignal },
  tell: (line: string) => void,
): Promise<Extract<Arrival, { kind: 'there' | 'failed' }> | { readonly kind: 'stopped' }> {
  let [last, step, since, toldAt] = ['', '', performance.now(), -Infinity]
  for (;;) {
    const [mine, other] = await Promise.all(
      [node, ...nodes.filter((one) => one !== node)].map((one) => one.status()),
    )
    const arrival = arrivalOf(mine?.status, other?.status, rebuilding)
    if (arrival.kind !== 'under way') return arrival
    if (arrival.line !== last) {
      const growing = arrival.step === step && performance.now() - toldAt < tellMilliseconds
      if (!growing) {
        tell(arrival.line)
        toldAt = performance.now()
      }
      ;[last, step, since] = [arrival.line, arrival.step, performance.now()]
    }
    if (performance.now() - since > patienceSeconds * 1000)
      return { kind: 'failed', because: `for ${patienceSeconds} s nothing has changed: ${arrival.line}` }
    if (signal.aborted) return { kind: 'stopped' }
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds))
  }
}
