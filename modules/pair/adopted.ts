import { mysqlha } from '../../src/values/agent-command.ts'
import { PlaybookError } from '../../src/errors.ts'
import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { askAgent, readAgent } from './agent-status.ts'
import { ownershipIn, type PairView } from './seeded.ts'

interface AdoptedParams extends PairView {
  /** Which of the two this step adopts; the other host has its own turn. */
  readonly turn: 'primary' | 'standby'
}

/** The agent owns this node's role from now on. */
export const adopted = defineModule({
  name: 'adopted',
  probe: (_: AdoptedParams) => ({ agent: askAgent }),
  judge({ agent }, params) {
    const answer = readAgent(agent)
    if (!answer.status) return differs(answer.because, 'PEER')
    if (answer.status.role !== 'FORMING')
      return ok(`the agent owns this node: ${answer.status.role}, term ${answer.status.term}`)
    const found = ownershipIn(params)
    if (found.kind !== 'donor')
      throw new PlaybookError(
        'StepFailed',
        found.kind === 'formed' ? 'the agent forgot that the pair was formed' : found.because,
      )
    const leads = found.donor === params.me.name
    if (leads !== (params.turn === 'primary'))
      return ok(leads ? 'this host leads' : 'this host follows; its turn comes next')
    return differs('the agent touches nothing yet', leads ? 'SELF' : 'PEER')
  },
  async apply(host, _params, primary) {
    await host.run(sh`${mysqlha} adopt --primary ${primary}`)
  },
  settleSeconds: () => 30,
})
