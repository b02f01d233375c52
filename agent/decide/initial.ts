import { carryOverBoot } from './flap.ts'
import { unknownHealth } from './health.ts'
import { notRebuilding } from './rebuild-state.ts'
import type { AgentState, Config, DurableState } from './state.ts'
import type { Time } from './timing.ts'

/** The state of a node that was never adopted. */
export function newDurable(config: Config, time: Time): DurableState {
  return {
    clusterId: config.clusterId,
    nodeId: config.nodeId,
    bootId: config.bootId,
    term: 0,
    primaryTerm: 0,
    role: 'FORMING',
    roleSince: time.wall,
    reason: 'installed, not adopted yet',
    approved: false,
    promotions: [],
    watermark: '',
    primary: null,
    divergence: null,
    rebuild: null,
    transitions: [],
  }
}

/** The agent starts fenced: whoever led or followed before must prove that it may again. */
export function startState(config: Config, saved: DurableState | null, time: Time): AgentState {
  const known = saved ?? newDurable(config, time)
  const sameBoot = known.bootId === config.bootId
  const fenced = known.role === 'PRIMARY' || known.role === 'STANDBY'
  const transition = {
    at: time.wall,
    from: known.role,
    to: 'FENCED' as const,
    term: known.term,
    reason: 'the agent started',
  }
  const durable: DurableState = {
    ...known,
    rebuild: known.rebuild ?? null,
    bootId: config.bootId,
    promotions: carryOverBoot(known.promotions, sameBoot),
    primary: sameBoot ? known.primary : null,
    ...(fenced
      ? {
          role: 'FENCED',
          roleSince: time.wall,
          reason: transition.reason,
          transitions: [...known.transitions, transition].slice(-10),
        }
      : {}),
  }
  return {
    config,
    durable,
    revision: 1,
    urgentRevision: 1,
    persistedRevision: 0,
    requestedRevision: 0,
    requestedAt: time.uptime,
    startedAt: time.uptime,
    settled: false,
    health: unknownHealth,
    boundTo: null,
    votedRevision: 0,
    releasedAt: -Infinity,
    open: true,
    openTouchedAt: time.uptime,
    adjustedAt: time.uptime,
    promotion: null,
    switchover: null,
    handover: null,
    openedTerm: 0,
    vipAwaited: false,
    promotedRevision: 0,
    backedUntil: time.uptime,
    servedInstance: null,
    vipLostAt: null,
    rivalVipSince: null,
    vipUnwantedSince: null,
    incompleteSince: null,
    behindSince: null,
    divergenceCheck: null,
    rebuilding: notRebuilding,
    joinedAt: null,
    resumed: null,
    verdict: 1,
    verdictSince: time.uptime,
    verdictReason: 'starting',
    diskFullSince: null,
    executedWithRoom: null,
    diskRoomSince: null,
    savedAt: time.uptime,
    savedRevision: 0,
    holdUntil: 0,
    nextActionId: 1,
    running: {},
    notBefore: {},
    heartbeatAt: 0,
    recordedTerm: 0,
  }
}
