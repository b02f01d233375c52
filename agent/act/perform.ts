import type { Work } from '../decide/action.ts'
import { rebuild } from '../rebuild/rebuild.ts'
import type { Context } from './context.ts'
import { catchUp } from './catch-up.ts'
import { closeForSwitchover } from './close.ts'
import { detach } from './detach.ts'
import { drain } from './drain.ts'
import { dropVip } from './drop-vip.ts'
import { dumpErrant } from './dump-errant.ts'
import { fence } from './fence.ts'
import { joinPeer } from './join.ts'
import { openForWrites, switchSemisync } from './open.ts'
import { resumeApplier } from './resume.ts'
import { survey } from './survey.ts'
import { probeVip } from './probe-vip.ts'
import { recordTerm, writeHeartbeat } from './records.ts'

/** Does one piece of work and says in words how it went. @throws when it did not succeed */
export function perform(work: Work, context: Context): Promise<string> {
  switch (work.kind) {
    case 'fence':
      return fence(context, work)
    case 'survey':
      return survey(context)
    case 'close':
      return closeForSwitchover(context)
    case 'catch-up':
      return catchUp(context, work.position)
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
    case 'resume':
      return resumeApplier(context)
    case 'record-term':
      return recordTerm(context, work.term)
    case 'heartbeat':
      return writeHeartbeat(context, work.term)
    case 'dump-errant':
      return dumpErrant(context, work)
    case 'rebuild':
      return rebuild(context, work)
    case 'probe-vip':
      return probeVip(context)
    case 'drop-vip':
      return dropVip(context)
  }
}
