import type { Work } from '../decide/action.ts'

/** How long each kind of work may take, in milliseconds. */
export const deadlines: Record<Work['kind'], number> = {
  fence: 20_000,
  survey: 3000,
  close: 1500,
  'catch-up': 2000,
  drain: 10_000,
  detach: 10_000,
  open: 5000,
  semisync: 5000,
  join: 10_000,
  resume: 10_000,
  'record-term': 10_000,
  heartbeat: 5000,
  'dump-errant': 600_000,
  rebuild: 24 * 3_600_000,
  'probe-vip': 2000,
  'drop-vip': 2000,
}
