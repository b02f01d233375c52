import { uptimeMilliseconds } from '../files/uptime.ts'
import { rotatingLog } from '../files/rotating-log.ts'
import { metricsFile } from '../metrics/metrics-file.ts'
import type { Settings } from '../settings.ts'
import type { NodeStatus } from '../status.ts'
import { follow } from './announce.ts'
import type { AlertMemory, Announcement } from './announce.ts'
import { alertCommand } from './command.ts'
import { followSemisync } from './degrade.ts'
import { factsReader } from './facts.ts'
import { followKeepalived, keepalivedReport, keepalivedUnseen } from './keepalived.ts'
import type { KeepalivedSeen } from './keepalived.ts'
import { keepalivedProcess } from './keepalived-process.ts'
import { lagOf } from './lag.ts'
import { rememberGrowth } from './lately.ts'
import type { WatchReport } from './report.ts'
import type { Seen } from './rule.ts'
import { rules } from './rules.ts'
import { loadWatch, watchFile } from './watch-file.ts'

/** Looks at the pair as a DBA on duty would: beside the decisions, which never depend on it. */
export interface Watch {
  /** A line from keepalived's FIFO. */
  heard(line: string): void
  /** What is to be told about this moment; alarms go out on the way. Called every turn; more often changes nothing. */
  look(node: NodeStatus): WatchReport
}

const processEveryMilliseconds = 1000
const changeWorthMilliseconds = 15_000

/** @param log takes records for notify.log */
export function createWatch(settings: Settings, log: (record: Record<string, unknown>) => void): Watch {
  const { alerts: policy, paths, nodeId, clusterId } = settings
  const alertLog = rotatingLog(`${paths.logs}/alert.log`)
  const reader = factsReader(settings.mysql, settings.peer.nodeId, uptimeMilliseconds, Date.now)
  const command =
    policy.command === null
      ? null
      : alertCommand(policy.command, (problem) =>
          log({ at: new Date().toISOString(), node: nodeId, notice: problem }),
        )
  const metrics = settings.metricsFile === null ? null : metricsFile(settings.metricsFile, clusterId)
  const isRunning = keepalivedProcess()
  const saved = loadWatch(paths.watch)
  const save = watchFile(paths.watch)
  const unacknowledged = rememberGrowth()

  let keepalived: KeepalivedSeen = { ...keepalivedUnseen, ...saved.keepalived }
  let semisync = saved.semisync
  let memory: AlertMemory = []
  let lines: string[] = []
  let running: boolean | null = null
  let lookedAt = -Infinity
  let acknowledgedSince: number | null = null
  let failed = ''
  let last: WatchReport = {
    keepalived: keepalivedReport(keepalived),
    lag: { seconds: null, heartbeatSeconds: null },
    transactions: null,
    unacknowledgedCommits: null,
    degrades: semisync.degrades,
    alerts: [],
  }

  function look(node: NodeStatus): WatchReport {
    const uptime = uptimeMilliseconds()
    const wall = new Date().toISOString()
    if (uptime - lookedAt >= processEveryMilliseconds) {
      lookedAt = uptime
      running = isRunning()
    }
    reader.poll()
    const facts = reader.facts()
    noteKeepalived(node, uptime, wall)
    noteSemisync(node, facts?.unacknowledgedCommits ?? null, wall)
    acknowledgedSince = node.semisync.replica === 'ON' ? (acknowledgedSince ?? uptime) : null
    const acknowledgedSeconds = acknowledgedSince === null ? 0 : (uptime - acknowledgedSince) / 1000
    const report = {
      keepalived: keepalivedReport(keepalived),
      lag: lagOf(node, facts?.heartbeatSeconds ?? null, acknowledgedSeconds),
      transactions: facts && {
        oldestWriteSeconds: facts.oldestWriteSeconds,
        oldestReadSeconds: facts.oldestReadSeconds,
      },
      unacknowledgedCommits: facts?.unacknowledgedCommits ?? null,
      degrades: semisync.degrades,
    }
    const whole = {
      ...report,
      alerts: alarm({ node, report, ...changes(facts, uptime), limits: policy }, uptime, wall),
    }
    metrics?.write({ ...node, ...whole }, uptime)
    return whole
  }

  function changes(facts: { unacknowledgedCommits: number | null } | null, uptime: number) {
    const { changed, transitions } = keepalived
    const recent = changed !== null && uptime - changed.at < changeWorthMilliseconds
    return {
      unacknowledgedLately: unacknowledged(facts?.unacknowledgedCommits ?? null, uptime),
      keepalivedChange: recent ? { from: changed.from, number: transitions } : null,
    }
  }

  function noteKeepalived({ vip, verdict }: NodeStatus, uptime: number, wall: string): void {
    const before = keepalived
    keepalived = followKeepalived(before, { lines, running, vip, verdict, uptime, wall })
    lines = []
    if (keepalived.state !== before.state) remember()
  }

  function noteSemisync(node: NodeStatus, counter: number | null, wall: string): void {
    const { role, mysql, semisync: now, term } = node
    const before = semisync
    semisync = followSemisync(before, {
      expected: role === 'PRIMARY' && now.policy !== 'none' && mysql?.alive === true && !mysql.readOnly,
      on: now.source === 'ON' && now.clients > 0,
      executed: mysql?.gtidExecuted ?? '',
      counter,
      term,
      wall,
    })
    const [was, is] = [before.degrades.at(-1), semisync.degrades.at(-1)]
    if (was?.at === is?.at && was?.endedAt === is?.endedAt) return
    log({
      ...is,
      at: wall,
      node: nodeId,
      semisync: is?.endedAt === null ? 'DEGRADED' : 'ON',
      degradedAt: is?.at,
    })
    remember()
  }

  function remember(): void {
    const { state, since, transitions } = keepalived
    save({ keepalived: { state, since, transitions }, semisync })
  }

  function alarm(seen: Seen, uptime: number, wall: string): WatchReport['alerts'] {
    const findings = rules.flatMap(({ name: rule, judge, holdsSeconds }) => {
      const found = judge(seen)
      return found === null ? [] : [{ rule, holdsSeconds, ...found }]
    })
    const { memory: next, alerts, announcements } = follow(memory, findings, { uptime, wall }, policy)
    memory = next
    for (const one of announcements) announce(one, seen.node, wall)
    return alerts
  }

  function announce(one: Announcement, { role, term }: NodeStatus, at: string): void {
    const record = { at, cluster: clusterId, node: nodeId, role, term, ...one }
    alertLog.write(record)
    command?.call(record)
  }

  return {
    heard: (line) => void lines.push(line),
    look(node) {
      // Whatever goes wrong in here must not end the agent, which would fence this node.
      try {
        last = look(node)
      } catch (error) {
        const problem = `alerts: ${(error as Error).message}`
        if (problem !== failed) log({ at: new Date().toISOString(), node: nodeId, notice: problem })
        failed = problem
      }
      return last
    },
  }
}
