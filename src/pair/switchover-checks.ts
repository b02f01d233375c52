import type { LookedAt } from './look.ts'
import type { AgentStatus } from './status-shape.ts'

/** One precondition of a planned switchover, in words, and how it was found. */
export interface SwitchoverCheck {
  readonly title: string
  readonly ok: boolean
  readonly because: string
}

/**
 * What must be true before a person is asked. The primary's agent judges again, by newer facts, and looks for errant and
 * long transactions; its word counts.
 */
export function switchoverChecks(from: LookedAt, to: LookedAt): readonly SwitchoverCheck[] {
  const [old, next] = [from.look.status, to.look.status]
  if (!old || !next)
    return [from, to].map(({ name, look }) => ({
      title: `the agent on ${name} answers`,
      ok: look.status !== undefined,
      because: look.status ? 'it does' : look.because,
    }))
  const services = [from, to].every(({ look }) => look.reached && look.services.keepalived === 'active')
  return [
    check(
      `${from.name} leads and has the VIP`,
      old.vip,
      old.vip ? `in term ${old.term}` : 'the VIP is not there',
    ),
    check(
      `${from.name} takes writes`,
      old.mysql?.readOnly === false,
      old.mysql?.health ?? 'mysqld was not read yet',
    ),
    check(`${to.name} is its standby`, next.role === 'STANDBY', `${next.role}: ${next.reason}`),
    check(`${to.name} may have the VIP`, next.verdict === 0, next.verdictReason),
    replicates(to.name, next),
    check('commits wait for both nodes', !old.semisync.degraded, semisyncWords(old)),
    check('keepalived runs on both', services, services ? 'it does' : 'the VIP could not move'),
    check('the two agents talk', old.peer?.reachable === true, old.peer ? 'they do' : 'never heard'),
  ]
}

function check(title: string, ok: boolean, because: string): SwitchoverCheck {
  return { title, ok, because }
}

function replicates(name: string, { replication }: AgentStatus): SwitchoverCheck {
  const ok = replication !== null && replication.ioRunning === 'Yes' && replication.sqlRunning
  const error = replication && (replication.sqlError || replication.ioError)
  const lag = replication?.lagSeconds ?? 'unknown'
  return check(`${name} replicates`, ok, error || (replication ? `${lag} s behind` : 'it is no replica'))
}

function semisyncWords({ semisync }: AgentStatus): string {
  return semisync.degraded
    ? 'semi-sync is not on: the newest commits may be on one node alone'
    : `semi-sync is ${semisync.source}, ${semisync.clients} client(s)`
}
