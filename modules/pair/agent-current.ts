import { warn } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { serviceCurrent, type ServiceCurrentParams } from '../services/service-current.ts'
import { askAgent, readAgent, type AgentAnswer } from './agent-status.ts'

const { module } = serviceCurrent

/** Why an agent is not restarted now; undefined: it may be. Its end fences its node, and takes its vote from the other one. */
function objection(answer: AgentAnswer): string | undefined {
  const { status } = answer
  if (status === undefined) return `${answer.because}, so its role is not known`
  if (status.role === 'PRIMARY')
    return 'a primary’s agent is not restarted: when the standby is well, run switchover, then site again'
  if (status.role === 'CLONING') return 'its data is being copied: run site again when that has ended'
  if (status.role !== 'FORMING' && status.witness?.reachable === false)
    return 'the witness does not answer, so the primary needs this agent’s vote: run site again when it is back'
  return undefined
}

/**
 * The agent runs with its current program and settings. Where its restart would cost the pair its writes it is told about
 * instead, and gets its turn when it can.
 */
export const agentCurrent = defineModule({
  name: 'agentCurrent',
  probe: (params: ServiceCurrentParams) => ({ ...module.probe(params, undefined), agent: askAgent }),
  judge({ agent, ...results }, params) {
    const finding = module.judge(results, params, undefined)
    if (finding.kind !== 'differs') return finding
    const because = objection(readAgent(agent))
    return because === undefined ? finding : warn(`${finding.because}; ${because}`)
  },
  async apply(host, params, drift) {
    await module.apply?.(host, params, drift, undefined)
  },
})
