import type { NodeName, TestLab } from '../../test/e2e/support/lab.ts'

/** One line of a node's notify.log, as far as it is read here. */
interface LogRecord {
  readonly uptime?: number
  readonly keepalived?: string
  readonly notice?: string
  readonly to?: string
}

/** When the new primary reached what. Uptime milliseconds: one clock for all hosts of a lab. */
export interface Course {
  /** VRRP gave it the VIP. */
  readonly vip: number
  /** It began to ask for votes, or was handed the role. */
  readonly asked: number
  readonly votes: number
  /** Drained, detached, and decided. */
  readonly promoted: number
  readonly opened: number
}

/** Reads off the new primary's notify.log how it took over after `since`. Fails when it has not. */
export async function courseOf(lab: TestLab, node: NodeName, since: number): Promise<Course> {
  const text = await lab.root(node, 'tail -n 200 /var/log/mysqlha/notify.log')
  const records = text
    .split('\n')
    .map((line) => JSON.parse(line) as LogRecord)
    .filter(({ uptime = 0 }) => uptime >= since)
  const first = (what: string, matches: (record: LogRecord) => boolean): number => {
    const found = records.find(matches)?.uptime
    if (found === undefined) throw new Error(`${node} did not log that ${what}:\n${text}`)
    return found
  }
  const asked = first('it was about to lead', ({ notice = '' }) =>
    /^the (VIP came|primary has handed over)/.test(notice),
  )
  const votes = records.find(({ notice = '' }) => notice.startsWith('the votes are here'))?.uptime ?? asked
  return {
    vip: first('the VIP came', ({ keepalived = '' }) => keepalived.includes(' MASTER ')),
    asked,
    votes,
    promoted: first('it was promoted', ({ to }) => to === 'PRIMARY'),
    opened: first('writes were opened', ({ notice = '' }) => notice.startsWith('writes are open')),
  }
}
