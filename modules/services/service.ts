import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { failedLook, looked } from '../system/failed-look.ts'
import { changeUnit } from './change-unit.ts'
import { showUnit, unitStateOf, type UnitState } from './unit-state.ts'

export interface ServiceParams {
  /** The unit's name, `.service` may be left out. */
  readonly name: string
  /** Left as it is when absent. */
  readonly state?: 'started' | 'stopped'
  /** Started at boot; left as it is when absent. */
  readonly enabled?: boolean
  /** How long a start or stop may take: a database may have to recover. 300 by default. */
  readonly timeoutSeconds?: number
}

type Verb = 'unmask' | 'enable' | 'disable' | 'start' | 'stop'

/** States in which a unit starts at boot, or is started by what needs it and cannot be enabled by itself. */
const enabledStates = ['enabled', 'enabled-runtime', 'alias', 'static', 'indirect', 'generated']

function wrongEnabling(now: UnitState, { enabled }: ServiceParams): Verb[] {
  if (enabled === undefined) return []
  if (!enabled) return now.UnitFileState.startsWith('enabled') ? ['disable'] : []
  return enabledStates.includes(now.UnitFileState) ? [] : ['enable']
}

function wrongState(now: UnitState, { state }: ServiceParams): Verb[] {
  if (state === 'started')
    return now.ActiveState === 'active' || now.ActiveState === 'reloading' ? [] : ['start']
  return state === 'stopped' && !['inactive', 'failed'].includes(now.ActiveState) ? ['stop'] : []
}

/** A systemd service: running or not, and whether it starts at boot. */
export const service = defineModule({
  name: 'service',
  probe: ({ name }: ServiceParams) => ({ show: showUnit(name) }),
  judge({ show }, params) {
    const { name, state, enabled } = params
    if (!looked(show)) return failedLook(`service ${name}`, show)
    const now = unitStateOf(show.stdout)
    const wanted = [state, enabled === undefined ? undefined : enabled ? 'enabled' : 'not enabled']
    const wantedText = wanted.filter((word) => word !== undefined).join(' and ')
    if (now.LoadState === 'not-found')
      return state === 'started' || enabled
        ? cannotTell(`there is no service ${name} yet`)
        : ok(`there is no service ${name}`)

    const verbs = [...wrongEnabling(now, params), ...wrongState(now, params)]
    const nowText = `${name} is ${now.ActiveState} (${now.SubState}) and ${now.UnitFileState || 'has no unit file'}`
    if (verbs.length === 0) return ok(`${name} is ${wantedText || now.ActiveState}`)
    const masked = now.LoadState === 'masked' && (verbs.includes('start') || verbs.includes('enable'))
    return differs(`${nowText}, should be ${wantedText}`, masked ? (['unmask', ...verbs] as Verb[]) : verbs)
  },
  async apply(host, { name, timeoutSeconds = 300 }, verbs) {
    // A unit that failed too often in a row refuses to start until its counter is reset.
    if (verbs.includes('start')) await host.run(sh`systemctl reset-failed ${name} 2>/dev/null || true`)
    for (const verb of verbs) await changeUnit(host, verb, name, timeoutSeconds)
  },
})
