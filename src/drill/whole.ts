import { mysqlha } from '../values/agent-command.ts'
import { sh } from '../values/shell.ts'
import { DrillFailure } from './drill.ts'
import { onlyDrillRows } from './drill-rows.ts'
import { attempt, statusOf } from './scene.ts'
import type { Stage } from './scene.ts'
import { until } from './until.ts'
import { writerOf, shown, wholeUnder } from './wholeness.ts'
import type { Looks } from './wholeness.ts'

async function look(stage: Stage): Promise<Looks> {
  const names = stage.pair.nodes.map(({ name }) => name)
  const looks = await Promise.all(names.map(async (name) => [name, await statusOf(stage, name)] as const))
  return new Map(looks)
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
        if (!saved || writerOf(last) === undefined || rebuilt.has(name)) continue
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
    sh`${mysqlha} rebuild --discard ${errant}`.timeout(120),
  )
  if (exitCode === null) return false
  if (exitCode !== 0) throw new DrillFailure(`${name} cannot be rebuilt: ${stderr.trim()}`)
  stage.tell(`${name} is rebuilt; these transactions of its own are saved there: ${errant}`)
  return true
}
