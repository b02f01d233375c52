import type { Probe } from './observation.ts'
import type { Health } from './state.ts'

/** Two looks at least this far apart must agree that the process or the port is gone: it may just be restarting. */
const recheckMilliseconds = 100
const softMissLimit = 5
const softMissSpacingMilliseconds = 1000

export const unknownHealth: Health = {
  status: 'unknown',
  sequence: 0,
  hardMisses: 0,
  hardSince: 0,
  softMisses: 0,
  softCountedAt: 0,
  reason: 'no probe yet',
}

/**
 * The health verdict: a connect that succeeds, or an error that only a living server gives, is healthy; no process or no
 * port fails at once (after one more look); a server that does not answer fails at the fifth miss, one a second.
 */
export function judgeHealth(health: Health, probe: Probe | null): Health {
  if (probe === null || probe.sequence <= health.sequence) return health
  if (probe.result === 'ok')
    return { ...unknownHealth, status: 'healthy', sequence: probe.sequence, reason: 'answers' }
  if (probe.result === 'alive') {
    return { ...unknownHealth, status: 'alert', sequence: probe.sequence, reason: `alive: ${probe.error}` }
  }
  const next = { ...health, sequence: probe.sequence }
  return probe.instance === null || !probe.listening ? hardMiss(next, probe) : softMiss(next, probe)
}

/** Whether the server can be counted on. */
export function isHealthy(health: Health): boolean {
  return health.status === 'healthy' || health.status === 'alert'
}

function hardMiss(health: Health, probe: Probe): Health {
  const first = health.hardMisses === 0
  const counted = {
    ...health,
    hardMisses: health.hardMisses + 1,
    hardSince: first ? probe.at : health.hardSince,
    reason: probe.instance === null ? 'no mysqld process' : 'port not listening',
  }
  const certain = !first && probe.at - counted.hardSince >= recheckMilliseconds
  return certain ? { ...counted, status: 'failed' } : counted
}

function softMiss(health: Health, probe: Probe): Health {
  const due = health.softMisses === 0 || probe.at - health.softCountedAt >= softMissSpacingMilliseconds
  const softMisses = health.softMisses + (due ? 1 : 0)
  const counted = {
    ...health,
    hardMisses: 0,
    softMisses,
    softCountedAt: due ? probe.at : health.softCountedAt,
    reason: `does not answer (${softMisses} of ${softMissLimit}): ${probe.error}`,
  }
  return softMisses >= softMissLimit ? { ...counted, status: 'failed' } : counted
}
