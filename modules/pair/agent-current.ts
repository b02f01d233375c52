import { PlaybookError } from '../../src/errors.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { serviceCurrent, type ServiceCurrentParams } from '../services/service-current.ts'
import { askAgent, readAgent } from './agent-status.ts'

const { module } = serviceCurrent

/** The agent runs with its current program and settings. Its end fences the node, so it is never restarted on a primary. */
export const agentCurrent = defineModule({
  name: 'agentCurrent',
  probe: (params: ServiceCurrentParams) => module.probe(params, undefined),
  judge: (results, params) => module.judge(results, params, undefined),
  async apply(host, params, drift) {
    const shown = await host.run(sh`${askAgent} || exit 0`)
    if (readAgent(shown).status?.role === 'PRIMARY')
      throw new PlaybookError(
        'StepFailed',
        `${host.name} is the primary: restarting its agent would fence it`,
        {
          hint: `On ${host.name}: mysqlha maint on (the other node takes over); then resume; then there: mysqlha maint off`,
        },
      )
    await module.apply?.(host, params, drift, undefined)
  },
})
