import { timing } from './timing.ts'
import { logNotice, start } from './turn.ts'
import type { Turn } from './turn.ts'

/** While a promotion goes on, looks whether another host answers for the VIP: VRRP may be cut while clients are not. */
export function probeVip(turn: Turn): void {
  const { promotion } = turn.state
  if (promotion === null || promotion.handedOver || promotion.rival === false) return
  if (turn.seen.vip === true) start(turn, 'vip', { kind: 'probe-vip' })
}

/** Somebody has looked; a look that was not possible says nothing and holds nothing up. */
export function noteVipProbe(turn: Turn, detail: string): void {
  const { promotion } = turn.state
  if (promotion === null) return
  const rival = detail.startsWith('answered')
  if (promotion.rival === null && detail !== 'clear') logNotice(turn, `who else has the VIP: ${detail}`)
  promotion.rival = rival
  // Every look is a program of its own; the answer to it comes within a millisecond.
  if (rival) turn.state.notBefore.vip = turn.now + timing.vipProbeAgain
}

/**
 * What another host with the VIP means. With the votes here it cannot write, so it gets a moment to let go and no more. But
 * where silence alone counts for death, it proves that the other node lives: then this one gives way.
 */
export function contested({ state, now }: Turn): 'no' | 'wait' | 'give way' {
  const { promotion, config, durable } = state
  if (promotion === null || promotion.handedOver || promotion.rival === false) return 'no'
  const waited = now - promotion.since
  if (promotion.rival === null) return waited < timing.vipProbe ? 'wait' : 'no'
  const bySilence = config.policy.failover === 'automatic-without-witness' && !durable.approved
  if (bySilence) return 'give way'
  return waited < timing.vipContested ? 'wait' : 'no'
}
