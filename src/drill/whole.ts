import type { AgentStatus } from '../pair/status-shape.ts'
import { sh } from '../values/shell.ts'
import { DrillFailure } from './drill.ts'
import { onlyDrillRows } from './drill-rows.ts'
import { attempt, otherThan, statusOf, takesWrites } from './scene.ts'
import type { Stage } from './scene.ts'
import { until } from './until.ts'

/** A standby that is further behind still has work of the last failure to do: whoever fails next would wait for it. */
const mostLagSeconds = 2

type Looks = ReadonlyMap<string, AgentStatus | undefined>

async function look(stage: Stage): Promise<Looks> {
  const names = stage.pair.nodes.map(({ name }) => name)
  const looks = await Promise.all(names.map(async (name) => [name, await statusOf(stage, name)] as const))
  return new Map(looks)
}

function leaderOf(looks: Looks): string | undefined {
  return [...looks].find(([, status]) => takesWrites(status))?.[0]
}

/** What a pair lacks for being whole: one that leads, one that replicates from it and acknowledges, a witness that backs it. */
function lacks(stage: Stage, looks: Looks, leader: string): string[] {
  const first = looks.get(leader)
  const replication = looks.get(otherThan(stage, leader))?.replication
  const { semisync } = first ?? {}
  const insured = semisync?.source === 'ON' && semisync.clients > 0
  const found: [boolean, string][] = [
    [looks.get(otherThan(stage, leader))?.role === 'STANDBY', 'a standby'],
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
  ]
  return found.filter(([there]) => !there).map(([, what]) => what)
}

/** Who leads, when the pair is whole. */
function wholeUnder(stage: Stage, looks: Looks): string | undefined {
  const leader = leaderOf(looks)
  return leader !== undefined && lacks(stage, looks, leader).length === 0 ? leader : undefined
}

function shown(stage: Stage, looks: Looks): string {
  const leader = leaderOf(looks)
  const missing = leader === undefined ? ['one that takes writes'] : lacks(stage, looks, leader)
  const nodes = [...looks].map(
    ([name, status]) => `${name}: ${status ? `${status.role} (${status.reason})` : 'no answer'}`,
  )
  return `${nodes.join('; ')}. It lacks: ${missing.join(', ')}.`
}

/** Waits until a pair is whole; gives the node that leads. */
export async function whole(stage: Stage, boundSeconds: number): Promise<string> {
  let last: Looks = new Map()
  return until(
    'the pair is whole',
    boundSeconds,
    async () => wholeUnder(stage, (last = await look(stage))),
    () => shown(stage, last),
  )
}

/**
 * Puts a pair right after a failure was healed: a node with transactions that the leader lacks is built anew once they are
 * saved. Outside a lab only when they are rows of the drill and nothing else: what an application has committed is for people
 * to decide. Gives the node that leads.
 */
export async function makeWhole(stage: Stage, boundSeconds: number): Promise<string> {
  const rebuilt = new Set<string>()
  let last: Looks = new Map()
  return until(
    'the pair is whole again',
    boundSeconds,
    async () => {
      last = await look(stage)
      for (const [name, status] of last) {
        const saved = status?.role === 'DIVERGED' && (status.divergence?.dump ?? '') !== ''
        if (!saved || leaderOf(last) === undefined || rebuilt.has(name)) continue
        const { errant, dump } = status.divergence ?? { errant: '', dump: '' }
        if (await rebuild(stage, name, errant, dump)) rebuilt.add(name)
      }
      return wholeUnder(stage, last)
    },
    () => shown(stage, last),
  )
}

/** Says whether the rebuild has begun; a line that broke with its host's power is made anew by the next try. */
async function rebuild(stage: Stage, name: string, errant: string, dump: string): Promise<boolean> {
  if (!stage.lab) {
    const ours = await onlyDrillRows(stage, name, dump)
    if (ours === undefined) return false
    if (!ours) throw new DrillFailure(`${name} alone has ${errant}: decide with npx playbook rejoin ${name}`)
  }
  const { exitCode, stderr } = await attempt(
    stage,
    name,
    sh`/usr/local/sbin/mysqlha rebuild --discard ${errant}`.timeout(120),
  )
  if (exitCode === null) return false
  if (exitCode !== 0) throw new DrillFailure(`${name} cannot be rebuilt: ${stderr.trim()}`)
  stage.tell(`${name} is rebuilt; these transactions of its own are saved there: ${errant}`)
  return true
}
