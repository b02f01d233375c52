import type { Drill } from '../drill.ts'
import { labOf, leads, mend, root, writesGoOn } from '../scene.ts'
import { goOn, signalMain, startAgain } from './processes.ts'

/** What stands still without dying. */
export const frozenDrills: readonly Drill[] = [
  {
    name: 'mysqld-frozen',
    does: 'MySQL on the primary stands still; when it goes on, the other leads.',
    needs: 'lab',
    leads: 'other',
    thaws: true,
    async inject(scene) {
      await root(scene, scene.primary, signalMain('mysqld', 'STOP'))
      await leads(scene, scene.standby)
    },
    async heal(scene) {
      await mend(scene, scene.primary, goOn('mysqld'))
      await mend(scene, scene.primary, startAgain('mysqld'))
    },
  },
  {
    name: 'host-frozen',
    does: 'The primary’s host stalls until the other leads, then goes on as if nothing had happened.',
    needs: 'lab',
    leads: 'other',
    thaws: true,
    async inject(scene) {
      await labOf(scene).freeze(scene.primary, true)
      await leads(scene, scene.standby)
      await writesGoOn(scene)
    },
    heal: (scene) => labOf(scene).freeze(scene.primary, false),
  },
]
