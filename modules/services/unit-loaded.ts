import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { failedLook, looked } from '../system/failed-look.ts'
import { showUnit, unitStateOf } from './unit-state.ts'

/** systemd has read a unit whose file an earlier step wrote. */
export const unitLoaded = defineModule({
  name: 'unitLoaded',
  probe: ({ name }: { readonly name: string }) => ({ show: showUnit(name) }),
  judge({ show }, { name }) {
    if (!looked(show)) return failedLook(`unit ${name}`, show)
    const state = unitStateOf(show.stdout)
    const current = state.LoadState === 'loaded' && state.NeedDaemonReload !== 'yes'
    return current
      ? ok(`systemd knows ${name}`)
      : differs(`systemd has not read ${name} (${state.LoadState})`, undefined)
  },
  async apply(host) {
    await host.run(sh`systemctl daemon-reload`)
  },
})
