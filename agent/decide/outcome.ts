import { noteVipProbe } from './contest.ts'
import { noteSaved, noteUnsaved } from './divergence.ts'
import { advance } from './promotion.ts'
import { rebuildFailed, rebuilt } from './rebuild.ts'
import { noteCaughtUp } from './handover.ts'
import { noteReopened, noteSwitchoverStep } from './switchover.ts'
import { finish, logNotice } from './turn.ts'
import type { Turn } from './turn.ts'
import type { OutcomeEvent } from './event.ts'
import type { Work } from './action.ts'
import type { Lane } from './state.ts'

/** Takes note of how an action ended. What is not the lane's present work was replaced and counts for nothing. */
export function conclude(turn: Turn, event: OutcomeEvent): void {
  const { state } = turn
  const lane = (Object.keys(state.running) as Lane[]).find((name) => state.running[name]?.id === event.id)
  const work = lane === undefined ? undefined : state.running[lane]?.work
  if (lane === undefined || work === undefined) return
  finish(turn, lane, event.ok)
  if (work.kind === 'open' || work.kind === 'fence') state.openTouchedAt = turn.now
  if (work.kind === 'open' || work.kind === 'semisync') state.adjustedAt = turn.now
  if (event.ok) succeeded(turn, work, event.detail)
  else failed(turn, work, event.detail)
}

function failed(turn: Turn, work: Work, detail: string): void {
  if (work.kind === 'join') turn.state.joinedAt = null
  if (work.kind === 'survey' || work.kind === 'close') noteSwitchoverStep(turn, false, detail)
  if (work.kind === 'rebuild') rebuildFailed(turn, detail)
  if (work.kind === 'dump-errant') noteUnsaved(turn, work.errant, detail)
  logNotice(turn, `${work.kind} failed: ${detail}`)
}

function succeeded(turn: Turn, work: Work, detail: string): void {
  const { state } = turn
  switch (work.kind) {
    case 'fence':
      state.open = state.durable.role === 'PRIMARY'
      logNotice(turn, `writes are closed: ${detail}`)
      break
    case 'drain':
    case 'detach':
      advance(turn)
      break
    case 'probe-vip':
      noteVipProbe(turn, detail)
      break
    case 'survey':
    case 'close':
      noteSwitchoverStep(turn, true, detail)
      break
    case 'catch-up':
      noteCaughtUp(turn)
      break
    case 'open':
      state.openedTerm = state.durable.primaryTerm
      noteReopened(turn)
      logNotice(turn, `writes are open: ${detail}`)
      break
    case 'record-term':
      state.recordedTerm = work.term
      break
    case 'dump-errant':
      noteSaved(turn, work.errant, detail)
      break
    case 'semisync':
      logNotice(turn, `semi-sync source side ${work.source ? 'on' : 'off: the standby is gone'}`)
      break
    case 'rebuild':
      rebuilt(turn, detail)
      break
    case 'join':
    case 'resume':
    case 'heartbeat':
    case 'drop-vip':
      break
  }
}
