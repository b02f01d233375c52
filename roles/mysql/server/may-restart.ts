import { PlaybookError } from '../../../src/errors.ts'
import type { HostWriter } from '../../../src/plan/host.ts'
import { sh } from '../../../src/values/shell.ts'
import { askAgent, readAgent } from '../../../modules/pair/agent-status.ts'

/** True once the agent owns this node's role; FORMING, or no agent at all, is before. */
export function isOwned(role: string | undefined): boolean {
  return role !== undefined && role !== 'FORMING'
}

/**
 * Throws unless stopping the server moves nothing: before the pair was formed, or on a standby whose primary is alive. So
 * never the primary, and never both at once.
 */
export async function refuseUnlessStandby(host: HostWriter, reasons: readonly string[]): Promise<void> {
  const answer = readAgent(await host.run(sh`${askAgent} || exit 0`))
  const status = answer.status
  const what = `${host.name} needs a restart of MySQL for ${reasons.join(', ')}`
  if (!status) {
    // Without its state file the agent has never run here: the pair is being formed.
    if (!(await host.test(sh`[ -e /var/lib/mysqlha/state.json ]`))) return
    throw new PlaybookError('StepFailed', `${what}, and ${answer.because}`, {
      hint: 'Start the agent first: systemctl start mysqlha-agent',
    })
  }
  if (!isOwned(status.role)) return
  if (status.role === 'STANDBY' && status.peer?.reachable && status.peer.role === 'PRIMARY') return
  throw new PlaybookError(
    'StepFailed',
    `${what}, and it is ${status.role} of a running pair: it was not touched`,
    {
      hint:
        status.role === 'PRIMARY'
          ? 'Run switchover, then resume: the settings come into effect while it is the standby.'
          : 'Bring the pair into order first (playbook status), then resume.',
    },
  )
}
