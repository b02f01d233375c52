import type { Settings } from '../settings.ts'
import type { NodeStatus } from '../status.ts'
import { followSemisync } from './degrade.ts'
import { followKeepalived, keepalivedUnseen } from './keepalived.ts'
import type { KeepalivedSeen } from './keepalived.ts'
import { keepalivedProcess } from '../observe/keepalived.ts'
import type { Degrade } from './report.ts'
import { loadWatch, watchFile } from './watch-file.ts'

/** What is followed over time, restarts of the agent included: keepalived's state, times without acknowledgement. */
export interface Course {
  /** A line from keepalived's FIFO. */
  heard(line: string): void
  /** Notes one turn. `counter`: commits without acknowledgement, as last read. */
  note(node: NodeStatus, counter: number | null, time: { uptime: number; wall: string }): void
  keepalived(): KeepalivedSeen
  degrades(): Degrade[]
}

const processEveryMilliseconds = 1000

/** @param log takes records for notify.log */
export function followCourse(
  { nodeId, paths }: Pick<Settings, 'nodeId' | 'paths'>,
  log: (record: Record<string, unknown>) => void,
): Course {
  const isRunning = keepalivedProcess()
  const saved = loadWatch(paths.watch)
  const save = watchFile(paths.watch)
  let keepalived: KeepalivedSeen = { ...keepalivedUnseen, ...saved.keepalived }
  let semisync = saved.semisync
  let lines: string[] = []
  let running: boolean | null = null
  let lookedAt = -Infinity

  function noteKeepalived({ vip, verdict }: NodeStatus, uptime: number, wall: string): boolean {
    if (uptime - lookedAt >= processEveryMilliseconds) {
      lookedAt = uptime
      running = isRunning()
    }
    const before = keepalived
    keepalived = followKeepalived(before, { lines, running, vip, verdict, uptime, wall })
    lines = []
    return keepalived.state !== before.state
  }

  function noteSemisync(node: NodeStatus, counter: number | null, wall: string): boolean {
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
    if (is === undefined || (was?.at === is.at && was.endedAt === is.endedAt)) return false
    const state = is.endedAt === null ? 'DEGRADED' : 'ON'
    log({ ...is, at: wall, node: nodeId, semisync: state, degradedAt: is.at })
    return true
  }

  return {
    heard: (line) => void lines.push(line),
    note(node, counter, { uptime, wall }) {
      const changes = [noteKeepalived(node, uptime, wall), noteSemisync(node, counter, wall)]
      if (!changes.includes(true)) return
      const { state, since, transitions } = keepalived
      save({ keepalived: { state, since, transitions }, semisync })
    },
    keepalived: () => keepalived,
    degrades: () => semisync.degrades,
  }
}
