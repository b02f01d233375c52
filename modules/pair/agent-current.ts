import { warn } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { serviceCurrent, type ServiceCurrentParams } from '../services/service-current.ts'
import { askAgent, readAgent } from './agent-status.ts'

const { module } = serviceCurrent

/**
 * The agent runs with its current program and settings. Its end fences the node, so on a primary it is never restarted: that
 * one is told about, and gets its turn when it is the standby.
 */
export const agentCurrent = defineModule({
  name: 'agentCurrent',
  probe: (params: ServiceCurrentParams) => ({ ...module.probe(params, undefined), agent: askAgent }),
  judge({ agent, ...results }, params) {
    const finding = module.judge(results, params, undefined)
    if (finding.kind !== 'differs' || readAgent(agent).status?.role !== 'PRIMARY') return finding
    return warn(
      `${finding.because}; a primary’s agent is not restarted: when the standby is well, run switchover, then site again`,
    )
  },
  async apply(host, params, drift) {
    await module.apply?.(host, params, drift, undefined)
  },
})
