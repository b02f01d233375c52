import { PlaybookError } from '../../src/errors.ts'
import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { askAgent, readAgent, type AgentStatus } from './agent-status.ts'

interface MemberParams {
  /** `primary`: the node that the agent allows the VIP holds it and takes writes; `all`: and the other one replicates. */
  readonly turn: 'primary' | 'all'
  readonly semisync: boolean
}

function wrongPrimary(status: AgentStatus, { turn, semisync }: MemberParams): string | undefined {
  if (!status.vip) return 'the primary does not hold the VIP'
  if (status.mysql?.readOnly !== false) return 'the primary does not take writes yet'
  if (turn === 'primary' || !semisync) return undefined
  if (status.semisync.source !== 'ON') return 'semi-synchronous replication is OFF on the primary'
  return status.semisync.clients === 1
    ? undefined
    : `semi-synchronous replication has ${status.semisync.clients} clients, not one`
}

function wrongStandby(status: AgentStatus, { semisync }: MemberParams): string | undefined {
  const { replication } = status
  if (status.vip) return 'the standby holds the VIP'
  if (status.mysql?.readOnly !== true) return 'the standby is not read-only'
  if (replication === null) return 'the standby does not replicate'
  if (replication?.ioRunning !== undefined && replication.ioRunning !== 'Yes')
    return `the standby fetches nothing: its I/O thread says ${replication.ioRunning}`
  // It acknowledges commits all the same.
  if (replication?.sqlRunning === false) return 'the standby applies nothing: its SQL thread does not run'
  return !semisync || status.semisync.replica === 'ON'
    ? undefined
    : 'semi-synchronous replication is OFF on the standby'
}

/** A guard: this node is a healthy member of the pair, as its agent says. */
export const member = defineModule({
  name: 'member',
  probe: (_: MemberParams) => ({ agent: askAgent }),
  judge({ agent }, params) {
    const { status, ...no } = { because: '', ...readAgent(agent) }
    if (!status) return differs(no.because, undefined)
    if (params.turn === 'primary' && status.role !== 'PRIMARY' && status.verdict !== 0)
      return ok('this host is the standby; its turn comes next')
    // It never rejoins by itself: waiting for it would be in vain.
    if (status.role === 'DIVERGED')
      throw new PlaybookError(
        'StepFailed',
        `${status.nodeId} is DIVERGED: it has transactions that the primary lacks (${status.divergence?.errant ?? status.reason})`,
        {
          hint: `"npx playbook rejoin ${status.nodeId} --inventory NAME" tells what they are, where they are saved, and brings the node back.`,
        },
      )
    const wrong =
      status.role === 'PRIMARY'
        ? wrongPrimary(status, params)
        : status.role === 'STANDBY'
          ? wrongStandby(status, params)
          : `it is ${status.role} (${status.reason})`
    return wrong === undefined
      ? ok(`${status.role}, term ${status.term}${status.vip ? ', holds the VIP' : ''}`)
      : differs(wrong, undefined)
  },
  settleSeconds: () => 60,
})
