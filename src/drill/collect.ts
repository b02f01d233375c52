import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { RootAnswer } from '../pair/node.ts'
import { sh } from '../values/shell.ts'
import type { Ack } from './ack-log.ts'
import { DrillFailure } from './drill.ts'
import type { Grant, Observed } from './invariants/observed.ts'
import { recordsOf } from './invariants/observed.ts'
import { monotonic } from './on-host/log.ts'
import type { HostRecord } from './on-host/records.ts'
import { attempt, root } from './scene.ts'
import type { Stage } from './scene.ts'
import { collectRecords } from './watcher.ts'

/** What was seen on one host, on our clock. */
interface Host {
  readonly name: string
  readonly serverId: number
  readonly records: readonly HostRecord[]
  readonly grants: readonly Grant[]
  readonly degraded: boolean
}

const transition = z.object({ to: z.literal('PRIMARY'), term: z.number(), uptime: z.number() })
/** Which GTID was the last that the standby is known to have got. */
const degrade = z.object({ semisync: z.literal('DEGRADED'), at: z.string(), gtid: z.string() })
const agentLog = '/var/log/mysqlha/notify.log'

/** Fetches all that was seen of a drill; a host's times are moved onto our clock. */
export async function collect(
  stage: Stage,
  serverIds: ReadonlyMap<string, number>,
  clients: readonly Ack[],
  { injectedAt, endedAt }: Pick<Observed, 'injectedAt' | 'endedAt'>,
): Promise<Observed> {
  const hosts = await Promise.all(
    [...serverIds].map(([name, serverId]) => collectHost(stage, name, serverId, injectedAt)),
  )
  const nodeOf = new Map(hosts.map(({ name, serverId }) => [serverId, name]))
  const local = hosts.flatMap(({ name, serverId, records }) =>
    recordsOf(records, 'commit').map((commit) => ({ ...commit, writer: name, server: serverId, node: name })),
  )
  return {
    injectedAt,
    endedAt,
    nodes: hosts,
    acks: [...clients.map((ack) => ({ ...ack, node: nodeOf.get(ack.server) ?? '' })), ...local],
    grants: hosts.flatMap(({ grants }) => grants),
    degradesRecorded: new Set(hosts.flatMap(({ name, degraded }) => (degraded ? [name] : []))),
  }
}

/** Leaves what the watchers saw beside the acknowledged rows, on our clock: a broken invariant can be looked into. */
export async function keepRecords(path: string, { nodes, injectedAt, grants }: Observed): Promise<void> {
  const lines = nodes.flatMap(({ name, records }) => records.map((record) => ({ node: name, ...record })))
  const all = [{ injectedAt, grants }, ...lines]
  await writeFile(path, all.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 })
}

async function collectHost(stage: Stage, name: string, serverId: number, injectedAt: number): Promise<Host> {
  const records = await collectRecords(stage, name)
  const [clock] = recordsOf(records, 'clock')
  if (!clock) throw new DrillFailure(`the watcher on ${name} has recorded nothing`)
  const shift = stage.lab ? 0 : await clockShift(stage, name, clock)
  const log = await root(stage, name, sh`tail -n 500 ${agentLog}`)
  const entries = log.split('\n').map(parsed)
  const grants = entries.flatMap((entry): Grant[] => {
    const found = transition.safeParse(entry)
    if (!found.success) return []
    const at = found.data.uptime - clock.uptime + clock.at + shift
    return at > injectedAt ? [{ node: name, term: found.data.term, at }] : []
  })
  // The agent's word has no uptime: the watcher began when the drill did.
  const beganWall = Date.now() - (monotonic() - (clock.at + shift))
  const degraded = entries.some((entry) => {
    const found = degrade.safeParse(entry)
    return found.success && Date.parse(found.data.at) > beganWall
  })
  return { name, serverId, records: records.map((record) => shifted(record, shift)), grants, degraded }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** What to add to a host's monotonic clock to get ours; wrong by half a round trip and a hundredth of a second at most. */
async function clockShift(
  stage: Stage,
  name: string,
  clock: { readonly at: number; readonly uptime: number },
): Promise<number> {
  const asked = monotonic()
  const answer: RootAnswer = await attempt(stage, name, sh`cat /proc/uptime`)
  const ours = (asked + monotonic()) / 2
  const uptime = Number(answer.stdout.split(' ')[0]) * 1000
  if (!Number.isFinite(uptime)) throw new DrillFailure(`${name} does not tell its uptime`)
  return ours - (uptime - clock.uptime + clock.at)
}

function shifted(record: HostRecord, by: number): HostRecord {
  return 'sent' in record
    ? { ...record, at: record.at + by, sent: record.sent + by }
    : { ...record, at: record.at + by }
}
