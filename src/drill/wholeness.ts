import type { AgentStatus } from '../pair/status-shape.ts'
import { otherThan, takesWrites } from './scene.ts'
import type { Stage, TwoNodes } from './scene.ts'

type PairUnderDrill = TwoNodes & Pick<Stage, 'semisyncTimeoutMilliseconds'>

/** A standby that is further behind still has work of the last failure to do: whoever fails next would wait for it. */
const mostLagSeconds = 2

/** What each node's agent says; `undefined`: nothing. */
export type Looks = ReadonlyMap<string, AgentStatus | undefined>

/** The node that takes writes. */
export function writerOf(looks: Looks): string | undefined {
  return [...looks].find(([, status]) => takesWrites(status))?.[0]
}

/** What a pair lacks for being whole: one that leads, one that replicates from it and acknowledges, a witness that backs it. */
export function lacks(stage: PairUnderDrill, looks: Looks, leader: string): string[] {
  const first = looks.get(leader)
  const second = looks.get(otherThan(stage, leader))
  const replication = second?.replication
  const { semisync } = first ?? {}
  const insured = semisync?.source === 'ON' && semisync.clients > 0
  const found: [boolean, string][] = [
    [second?.role === 'STANDBY', 'a standby'],
    // One that refused the VIP a moment ago keeps away from it for ten seconds.
    [second?.verdict === 0, 'a standby that may have the VIP'],
    [replication?.ioRunning === 'Yes', 'the standby’s I/O thread'],
    [
      replication?.sqlRunning === true,
      `the standby’s SQL thread (error ${replication?.sqlErrno ?? 'unknown'})`,
    ],
    [
      (replication?.lagSeconds ?? Infinity) <= mostLagSeconds,
      `a standby that has caught up (${replication?.lagSeconds ?? 'unknown'} s behind)`,
    ],
    // The coordinates of the old primary must not outlive a promotion.
    [first?.replication === null, 'a primary that is nobody’s replica'],
    [
      stage.semisyncTimeoutMilliseconds === undefined || insured,
      `semi-sync (source ${semisync?.source ?? 'unknown'}, ${semisync?.clients ?? 'unknown'} clients)`,
    ],
    [[...looks.values()].every((status) => status?.witness?.reachable !== false), 'the witness'],
    [first?.witness?.lease !== false, 'the witness’s lease'],
    [[...looks.values()].every((status) => status?.keepalived?.state !== 'STOP'), 'keepalived'],
  ]
  return found.filter(([there]) => !there).map(([, what]) => what)
}

/** Who leads, when the pair is whole. */
export function wholeUnder(stage: PairUnderDrill, looks: Looks): string | undefined {
  const leader = writerOf(looks)
  return leader !== undefined && lacks(stage, looks, leader).length === 0 ? leader : undefined
}

/** Why it is not whole, in words. */
export function shown(stage: PairUnderDrill, looks: Looks): string {
  const leader = writerOf(looks)
  const missing = leader === undefined ? ['one that takes writes'] : lacks(stage, looks, leader)
  const nodes = [...looks].map(
    ([name, status]) => `${name}: ${status ? `${status.role} (${status.reason})` : 'no answer'}`,
  )
  return `${nodes.join('; ')}. It lacks: ${missing.join(', ')}.`
}
