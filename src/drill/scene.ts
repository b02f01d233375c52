import { setTimeout as pause } from 'node:timers/promises'
import type { PairNode, RootAnswer } from '../pair/node.ts'
import type { Pair } from '../pair/pair.ts'
import type { AgentStatus } from '../pair/status-shape.ts'
import type { Row } from '../values/probe.ts'
import { sh } from '../values/shell.ts'
import type { ShellCommand } from '../values/shell.ts'
import { sql } from '../values/sql.ts'
import type { MysqlLogin, SqlStatement } from '../values/sql.ts'
import { capabilitiesOf } from '../mysql/capabilities.ts'
import type { Capabilities } from '../mysql/capabilities.ts'
import { parseServerVersion } from '../mysql/version.ts'
import { DrillFailure } from './drill.ts'
import type { Cast } from './drill.ts'
import type { LabControl } from './lab-control.ts'
import { until } from './until.ts'

/** A pair with the means to break it. */
export interface Stage {
  readonly pair: Pair
  /** The administrator of the servers. */
  readonly login: MysqlLogin
  /** How long the server waits for the standby; absent where the pair has no semi-sync. */
  readonly semisyncTimeoutMilliseconds: number | undefined
  /** Absent when the hosts are no lab's. */
  readonly lab: LabControl | undefined
  /** Tells what happens right now. */
  readonly tell: (line: string) => void
}

/** What a drill works with: the pair, who was who, and a host's root. */
export interface Scene extends Stage, Cast {
  /** How many rows clients have been told of so far. */
  readonly acknowledged: () => number
  /** What `remember` has kept, also by an earlier process. */
  readonly memory: Readonly<Record<string, string>>
  /** Keeps what is to be put back; on disk when it resolves. */
  readonly remember: (key: string, value: string) => Promise<void>
}

export function nodeNamed({ pair }: Stage, name: string): PairNode {
  const found = pair.nodes.find((node) => node.name === name)
  if (!found) throw new DrillFailure(`the pair has no node ${name}`)
  return found
}

/** Two nodes by their names. */
export interface TwoNodes {
  readonly pair: { readonly nodes: readonly [{ readonly name: string }, { readonly name: string }] }
}

export function otherThan({ pair }: TwoNodes, name: string): string {
  return (pair.nodes[0].name === name ? pair.nodes[1] : pair.nodes[0]).name
}

/** The lab under the hosts; a drill that needs it is never offered without. */
export function labOf({ lab }: Stage): LabControl {
  if (!lab) throw new DrillFailure('these hosts are no lab’s')
  return lab
}

/** Gives the hosts, and the witness, their power back. */
export function powerOn(stage: Stage): Promise<void> {
  return labOf(stage).powerOn()
}

/** Runs a command as root on a node, whatever it answers. */
export function attempt(stage: Stage, name: string, command: ShellCommand): Promise<RootAnswer> {
  return nodeNamed(stage, name).root(command)
}

/** The same, and it must succeed; gives its output. */
export async function root(stage: Stage, name: string, command: ShellCommand): Promise<string> {
  const { exitCode, stdout, stderr } = await attempt(stage, name, command)
  if (exitCode !== 0)
    throw new DrillFailure(`${name}: ${command.script}: ${stderr.trim() || `exit ${exitCode}`}`)
  return stdout.trimEnd()
}

/**
 * Takes something back on a node. Throws `DrillFailure` when the node does not answer or the command fails: what is not
 * taken back must not be forgotten.
 */
export async function mend(stage: Stage, name: string, command: ShellCommand): Promise<void> {
  const { exitCode, stderr } = await attempt(stage, name, command)
  if (exitCode === 0) return
  const why = stderr.trim() || (exitCode === null ? 'no answer' : `exit ${exitCode}`)
  throw new DrillFailure(`${name} is not mended: ${why}`)
}

/** Waits until a node obeys us; a line that broke with its host's power or network is made anew. */
export async function reach(stage: Stage, name: string): Promise<void> {
  await until(`${name} can be reached`, 60, async () => (await attempt(stage, name, sh`true`)).exitCode === 0)
}

/** Asks a node's server as its administrator. */
export async function rows(stage: Stage, name: string, statement: SqlStatement): Promise<Row[]> {
  return (await nodeNamed(stage, name).connection()).rows(stage.login, statement)
}

/** What a node's server can do. */
export async function capabilitiesOn(stage: Stage, name: string): Promise<Capabilities> {
  const [row] = await rows(stage, name, sql`SELECT VERSION() AS text`)
  return capabilitiesOf(parseServerVersion(String(row?.['text'])))
}

/** What a node's agent says; undefined while it, or its host, does not answer. */
export async function statusOf(stage: Stage, name: string): Promise<AgentStatus | undefined> {
  return (await nodeNamed(stage, name).status()).status
}

/** Primary, with the VIP, open for writes. */
export function takesWrites(status: AgentStatus | undefined): boolean {
  return status?.role === 'PRIMARY' && status.vip && status.mysql?.readOnly === false
}

/** Waits until a node leads. */
export async function leads(stage: Stage, name: string, boundSeconds = 60): Promise<void> {
  let last: AgentStatus | undefined
  await until(
    `${name} leads`,
    boundSeconds,
    async () => takesWrites((last = await statusOf(stage, name))),
    () =>
      last ? `It is ${last.role}: ${last.reason}; ${last.verdictReason}.` : 'Its agent does not answer.',
  )
}

/** Lets a failure last: what the pair does meanwhile is recorded. */
export async function lastFor(seconds: number): Promise<void> {
  await pause(seconds * 1000)
}

/** Waits until clients have been told of a few rows more than now. */
export async function writesGoOn(scene: Scene, boundSeconds = 60): Promise<void> {
  const before = scene.acknowledged()
  await until('clients write', boundSeconds, () => scene.acknowledged() >= before + 20)
}
