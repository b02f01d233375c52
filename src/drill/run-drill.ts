import { join } from 'node:path'
import { mysqlha } from '../values/agent-command.ts'
import { messageOf, PlaybookError } from '../errors.ts'
import { sh } from '../values/shell.ts'
import { sql } from '../values/sql.ts'
import { Clients } from './clients.ts'
import type { ClientLogin } from './clients.ts'
import { collect, keepRecords } from './collect.ts'
import { DrillFailure } from './drill.ts'
import type { Cast, Drill } from './drill.ts'
import { monotonic } from './on-host/log.ts'
import { judge } from './result.ts'
import type { DrillResult } from './result.ts'
import { presentRows } from './rows.ts'
import { attempt, reach, rows, writesGoOn } from './scene.ts'
import type { Scene, Stage } from './scene.ts'
import { drillsDirectory, noteUnfinished } from './unfinished.ts'
import { until } from './until.ts'
import { makeWhole, whole } from './whole.ts'
import { startWatcher } from './watcher.ts'

/** Everything that drills share. */
export interface Workshop {
  readonly stage: Stage
  readonly login: ClientLogin
  readonly workingDirectory: string
  /** Names the files of acknowledged rows. */
  readonly run: string
}

/** A pair that is not whole before a drill has a moment to become it. */
const beforeSeconds = 60
/** Booting, building anew and catching up. */
const afterSeconds = 300
const healSeconds = 120

/** Runs one drill from a whole pair to a whole pair. Throws when it cannot be made whole again. */
export async function runDrill(workshop: Workshop, drill: Drill, round: number): Promise<DrillResult> {
  const { stage, login, workingDirectory } = workshop
  const began = performance.now()
  const cast = await castOf(stage)
  const { serverIds, version } = await serversOf(stage)
  await Promise.all([...serverIds.keys()].map((name) => startWatcher(stage, name, login)))
  const evidence = join(drillsDirectory(workingDirectory), `${workshop.run}-${drill.name}-${round}`)
  const clients = new Clients(login, `${evidence}.jsonl`)
  const scene = await openScene(workshop, drill, cast, clients)
  const failures: string[] = []
  let injectedAt = monotonic()
  let leader: string
  try {
    await writesGoOn(scene)
    injectedAt = monotonic()
    failures.push(...(await failing(() => breakAndWatch(drill, scene))))
    leader = await putRight(drill, scene, failures)
    failures.push(...(await failing(() => writesGoOn(scene))))
  } finally {
    await clients.stop()
  }
  await noteUnfinished(workingDirectory, { inventory: stage.pair.inventory.name, memory: {} })
  const observed = await collect(stage, serverIds, clients.acknowledged, { injectedAt, endedAt: monotonic() })
  await keepRecords(`${evidence}-hosts.jsonl`, observed)
  const judged = judge(
    drill,
    cast,
    leader,
    observed,
    await presentRows(login),
    stage.semisyncTimeoutMilliseconds,
  )
  return {
    drill: drill.name,
    round,
    version,
    before: cast.primary,
    after: leader,
    milliseconds: Math.round(performance.now() - began),
    ...judged,
    failures: [...failures, ...judged.failures],
  }
}

async function castOf(stage: Stage): Promise<Cast> {
  const primary = await whole(stage, beforeSeconds)
  const standby = stage.pair.nodes.find(({ name }) => name !== primary)?.name ?? ''
  return { primary, standby }
}

async function serversOf(stage: Stage): Promise<{ serverIds: Map<string, number>; version: string }> {
  const asked = await Promise.all(
    stage.pair.nodes.map(async ({ name }) => {
      const [row] = await rows(stage, name, sql`SELECT @@server_id AS id, VERSION() AS version`)
      return { name, id: Number(row?.['id']), version: String(row?.['version']) }
    }),
  )
  return { serverIds: new Map(asked.map(({ name, id }) => [name, id])), version: asked[0]?.version ?? '' }
}

async function openScene(
  { stage, workingDirectory }: Workshop,
  drill: Drill,
  cast: Cast,
  clients: Clients,
): Promise<Scene> {
  const memory: Record<string, string> = {}
  const note = (): Promise<void> =>
    noteUnfinished(workingDirectory, {
      inventory: stage.pair.inventory.name,
      broken: { drill: drill.name, cast },
      memory,
    })
  await note()
  return {
    ...stage,
    ...cast,
    acknowledged: () => clients.acknowledged.length,
    memory,
    async remember(key, value) {
      memory[key] = value
      await note()
    },
  }
}

async function breakAndWatch(drill: Drill, scene: Scene): Promise<void> {
  await drill.inject(scene)
  // Where nobody can lead until the failure is healed, nobody can write.
  if (drill.nobodyLeads !== true) await writesGoOn(scene)
}

async function failing(work: () => Promise<void>): Promise<string[]> {
  try {
    await work()
    return []
  } catch (error) {
    return [messageOf(error)]
  }
}

/** Heals and waits for a whole pair; gives who leads. */
async function putRight(drill: Drill, scene: Scene, failures: string[]): Promise<string> {
  await healed(drill, scene)
  await Promise.all(scene.pair.nodes.map(({ name }) => reach(scene, name)))
  if (drill.proof && failures.length === 0) failures.push(...(await failing(() => proofOf(drill, scene))))
  const leader = await makeWhole(scene, afterSeconds)
  await clearFlapGuards(scene)
  return leader
}

/** A node that was gone may take a moment to be reached again; healing can be done twice. */
export async function healed(drill: Drill, scene: Scene): Promise<void> {
  let last = ''
  const heal = async (): Promise<boolean> => {
    try {
      await drill.heal(scene)
      return true
    } catch (error) {
      if (!(error instanceof PlaybookError || error instanceof DrillFailure)) throw error
      last = error.message
      await Promise.allSettled(scene.pair.nodes.map(({ name }) => attempt(scene, name, sh`true`)))
      return false
    }
  }
  await until(`${drill.name} is healed`, healSeconds, heal, () => last)
}

async function proofOf(drill: Drill, scene: Scene): Promise<void> {
  await drill.proof?.(scene)
}

/** The next failure may move the role again within ten minutes; the agent's log tells that somebody asked for it. */
export async function clearFlapGuards(stage: Stage): Promise<void> {
  for (const { name } of stage.pair.nodes) await attempt(stage, name, sh`${mysqlha} clear-flap`.timeout(20))
}
