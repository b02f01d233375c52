import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { failedLook, looked } from '../system/failed-look.ts'
import { changeUnit } from '../services/change-unit.ts'
import { showUnit, unitStateOf } from '../services/unit-state.ts'
import { askAgent, readAgent } from './agent-status.ts'

interface StartedInTurnParams {
  /** The unit's name. */
  readonly name: string
  /** `primary`: only where the agent allows the VIP; `standby`: wherever it is not running yet. */
  readonly turn: 'primary' | 'standby'
}

/**
 * A service that must start on the primary first: on the other node it begins only in the second turn, when the VIP has found
 * its place.
 */
export const startedInTurn = defineModule({
  name: 'startedInTurn',
  probe: ({ name }: StartedInTurnParams) => ({ show: showUnit(name), agent: askAgent }),
  judge({ show, agent }, { name, turn }) {
    if (!looked(show)) return failedLook(`service ${name}`, show)
    const state = unitStateOf(show.stdout)
    if (state.ActiveState === 'active' && state.UnitFileState === 'enabled')
      return ok(`${name} is running and enabled`)
    const answer = readAgent(agent)
    const first = answer.status?.verdict === 0
    if (turn === 'primary' && !first) return ok('this host is not the primary; its turn comes next')
    return differs(`${name} is ${state.ActiveState}, ${state.UnitFileState || 'not installed'}`, undefined)
  },
  async apply(host, { name }) {
    for (const verb of ['enable', 'start'] as const) await changeUnit(host, verb, name, 60)
  },
})
