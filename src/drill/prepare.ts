import { randomBytes } from 'node:crypto'
import type { Pair } from '../pair/pair.ts'
import { Secret } from '../values/secret.ts'
import type { MysqlLogin } from '../values/sql.ts'
import { buildWatcher } from './build-watcher.ts'
import type { ClientLogin } from './clients.ts'
import { drills } from './catalogue.ts'
import { DrillFailure } from './drill.ts'
import type { Drill } from './drill.ts'
import type { LabControl } from './lab-control.ts'
import { drillName, makeRows, removeRows } from './rows.ts'
import { clearFlapGuards, healed } from './run-drill.ts'
import { capabilitiesOn, reach } from './scene.ts'
import type { Scene, Stage } from './scene.ts'
import { semisyncTimeout } from './semisync.ts'
import { forgetUnfinished, noteUnfinished } from './unfinished.ts'
import type { Unfinished } from './unfinished.ts'
import { installWatcher, removeWatcher } from './watcher.ts'
import { makeWhole, whole } from './whole.ts'

const restoreSeconds = 300
const beginSeconds = 60

export interface StageParts {
  readonly pair: Pair
  readonly login: MysqlLogin
  readonly lab: LabControl | undefined
  readonly tell: (line: string) => void
}

/**
 * Takes back what drills of an earlier process have left, and leaves nothing of them on the pair. Throws `DrillFailure` when
 * that cannot be done.
 */
export async function restore(parts: StageParts, left: Unfinished, workingDirectory: string): Promise<void> {
  const stage: Stage = { ...parts, semisyncTimeoutMilliseconds: undefined }
  if (left.broken) await healBroken(stage, left.broken, left.memory)
  await Promise.all(parts.pair.nodes.map(({ name }) => reach(stage, name)))
  const leader = left.broken ? await makeWhole(stage, restoreSeconds) : await whole(stage, beginSeconds)
  if (left.broken) await clearFlapGuards(stage)
  await clearAway(stage, leader, workingDirectory)
}

async function healBroken(
  stage: Stage,
  { drill: name, cast }: NonNullable<Unfinished['broken']>,
  memory: Unfinished['memory'],
): Promise<void> {
  const drill = drills.find((one) => one.name === name)
  if (!drill)
    throw new DrillFailure(`a drill was broken off that is not known here, so nobody can heal it: ${name}`)
  const scene: Scene = {
    ...stage,
    ...cast,
    memory,
    acknowledged: () => 0,
    remember: async () => undefined,
  }
  stage.tell(`healing ${drill.name}, which was broken off`)
  await healed(drill, scene)
}

/** Makes a whole pair ready to be drilled: table and account of the clients, a watcher on each node. */
export async function setUp(
  parts: StageParts,
  workingDirectory: string,
): Promise<{ stage: Stage; login: ClientLogin }> {
  await noteUnfinished(workingDirectory, { inventory: parts.pair.inventory.name, memory: {} })
  const unknown: Stage = { ...parts, semisyncTimeoutMilliseconds: undefined }
  const first = await whole(unknown, beginSeconds)
  const stage: Stage = { ...parts, semisyncTimeoutMilliseconds: await semisyncTimeout(unknown, first) }
  const primary = await whole(stage, beginSeconds)
  const { vip, mysql_port: port } = parts.pair.variables
  const password = new Secret(randomBytes(16).toString('hex'), 'the drill’s password')
  const { modernTls: tls } = await capabilitiesOn(stage, primary)
  const login: ClientLogin = { host: vip.address, port, user: drillName, password, tls }
  const code = await buildWatcher()
  await makeRows(stage, primary, login)
  await Promise.all(parts.pair.nodes.map(({ name }) => installWatcher(stage, name, code)))
  return { stage, login }
}

/** Leaves nothing of the drills on the pair, and forgets them. Throws `DrillFailure` when a node keeps something. */
export async function clearAway(stage: Stage, primary: string, workingDirectory: string): Promise<void> {
  await Promise.all(stage.pair.nodes.map(({ name }) => removeWatcher(stage, name)))
  await removeRows(stage, primary)
  forgetUnfinished(workingDirectory, stage.pair.inventory.name)
}

/** The drills that were asked for, or all that these hosts allow. */
export function chosenDrills(names: readonly string[], inLab: boolean): Drill[] {
  const possible = drills.filter(({ needs }) => inLab || needs === 'anywhere')
  return names.length === 0 ? possible : drills.filter(({ name }) => names.includes(name))
}
