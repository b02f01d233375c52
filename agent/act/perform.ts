import type { Work } from '../decide/action.ts'
import type { Context } from './context.ts'
import { detach } from './detach.ts'
import { drain } from './drain.ts'
import { dropVip } from './drop-vip.ts'
import { dumpErrant } from './dump-errant.ts'
import { fence } from './fence.ts'
import { joinPeer } from './join.ts'
import { openForWrites, switchSemisync } from './open.ts'
import { recordTerm, writeHeartbeat } from './records.ts'

/** How long each kind of work may take, in milliseconds. */
export const deadlines: Record<Work['kind'], number> = {
  fence: 20_000,
  drain: 10_000,
  detach: 10_000,
  open: 5000,
  semisync: 5000,
  join: 10_000,
  'record-term': 10_000,
  heartbeat: 5000,
  'dump-errant': 600_000,
  'drop-vip': 2000,
}

/** Does one piece of work and says in words how it went. @throws when it did not succeed */
export function perform(work: Work, context: Context): Promise<string> {
  switch (work.kind) {
    case 'fence':
      return fence(context, work.hard)
    case 'drain':
      return drain(context)
    case 'detach':
      return detach(context, work.term)
    case 'open':
      return openForWrites(context, work.semisyncSource)
    case 'semisync':
      return switchSemisync(context, work.source)
    case 'join':
      return joinPeer(context, work.wasPrimary)
    case 'record-term':
      return recordTerm(context, work.term)
    case 'heartbeat':
      return writeHeartbeat(context, work.term)
    case 'dump-errant':
      return dumpErrant(context, work.errant)
    case 'drop-vip':
      return dropVip(context)
  }
}
