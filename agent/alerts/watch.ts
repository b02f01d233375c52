import { backupsReader } from '../backup/report.ts'
import { uptimeMilliseconds } from '../files/uptime.ts'
import { rotatingLog } from '../files/rotating-log.ts'
import { metricsFile } from '../metrics/metrics-file.ts'
import { leastRoomBelow, serverDirectories } from '../observe/disk.ts'
import type { Settings } from '../settings.ts'
import type { NodeStatus } from '../status.ts'
import { follow } from './announce.ts'
import type { AlertMemory } from './announce.ts'
import { alertCommand } from './command.ts'
import { followCourse } from './course.ts'
import { factsReader } from './facts.ts'
import { keepalivedReport, keepalivedUnseen } from './keepalived.ts'
import { lagOf } from './lag.ts'
import { latelyMilliseconds, rememberGrowth } from './lately.ts'
import type { Alert, WatchReport } from './report.ts'
import type { Seen } from './rule.ts'
import { rules } from './rules.ts'
import { loadTold, toldFile } from './told-file.ts'

/** Looks at the pair as a DBA on duty would: beside the decisions, which never depend on it. */
export interface Watch {
  /** A line from keepalived's FIFO. */
  heard(line: string): void
  /** What is to be told about this moment; alarms go out on the way. Called every turn; more often changes nothing. */
  look(node: NodeStatus): WatchReport
}

const nothingSeen: WatchReport = {
  keepalived: keepalivedReport(keepalivedUnseen),
  lag: { seconds: null, heartbeatSeconds: null },
  transactions: null,
  unacknowledgedCommits: null,
  degrades: [],
  backups: null,
  roomBytes: null,
  alerts: [],
}

/** @param log takes records for notify.log */
export function createWatch(settings: Settings, log: (record: Record<string, unknown>) => void): Watch {
  const { alerts: policy, paths, nodeId, clusterId } = settings
  const notice = (text: string) => log({ at: new Date().toISOString(), node: nodeId, notice: text })
  const alertLog = rotatingLog(`${paths.logs}/alert.log`)
  const reader = factsReader(settings.mysql, settings.peer.nodeId, uptimeMilliseconds, Date.now)
  const command = policy.command === null ? null : alertCommand(policy.command, notice)
  const metrics = settings.metricsFile === null ? null : metricsFile(settings.metricsFile, clusterId)
  const course = followCourse(settings, log)
  const backups = backupsReader(paths.backupSettings, uptimeMilliseconds)
  const unacknowledgedLately = rememberGrowth()
  const saveTold = toldFile(paths.told)
  let memory: AlertMemory = loadTold(paths.told, uptimeMilliseconds())
  let acknowledgedSince: number | null = null
  let last = nothingSeen
  let failed = ''

  function look(node: NodeStatus): WatchReport {
    const time = { uptime: uptimeMilliseconds(), wall: new Date().toISOString() }
    reader.poll()
    const facts = reader.facts()
    const counter = facts?.unacknowledgedCommits ?? null
    course.note(node, counter, time)
    acknowledgedSince = node.semisync.replica === 'ON' ? (acknowledgedSince ?? time.uptime) : null
    const acknowledgedSeconds = acknowledgedSince === null ? 0 : (time.uptime - acknowledgedSince) / 1000
    const report = {
      keepalived: keepalivedReport(course.keepalived()),
      lag: lagOf(node, facts?.heartbeatSeconds ?? null, acknowledgedSeconds),
      transactions: facts && {
        oldestWriteSeconds: facts.oldestWriteSeconds,
        oldestReadSeconds: facts.oldestReadSeconds,
      },
      unacknowledgedCommits: counter,
      degrades: course.degrades(),
      backups: backups.look(),
      roomBytes: leastRoomBelow(serverDirectories(settings.mysql)),
    }
    const { changed, transitions } = course.keepalived()
    const seen: Seen = {
      node,
      report,
      unacknowledgedLately: unacknowledgedLately(counter, time.uptime),
      keepalivedChange:
        changed !== null && time.uptime - changed.at < latelyMilliseconds
          ? { from: changed.from, number: transitions }
          : null,
      limits: policy,
      wall: time.wall,
    }
    const whole = { ...report, alerts: alarm(seen, time) }
    metrics?.write({ ...node, ...whole }, time.uptime)
    return whole
  }

  function alarm(seen: Seen, time: { uptime: number; wall: string }): Alert[] {
    const findings = rules.flatMap(({ name: rule, judge, holdsSeconds }) => {
      const found = judge(seen)
      return found === null ? [] : [{ rule, holdsSeconds, ...found }]
    })
    const step = follow(memory, findings, time, policy)
    memory = step.memory
    if (step.announcements.length > 0) saveTold(memory)
    const { role, term } = seen.node
    for (const one of step.announcements) {
      const record = { at: time.wall, cluster: clusterId, node: nodeId, role, term, ...one }
      alertLog.write(record)
      command?.call(record)
    }
    return step.alerts
  }

  return {
    heard: (line) => course.heard(line),
    look(node) {
      // Whatever goes wrong in here must not end the agent, which would fence this node.
      try {
        last = look(node)
      } catch (error) {
        const problem = `alerts: ${(error as Error).message}`
        if (problem !== failed) notice(problem)
        failed = problem
      }
      return last
    },
  }
}
