import { sh } from '../../values/shell.ts'
import { DrillFailure } from '../drill.ts'
import type { Drill } from '../drill.ts'
import { attempt, labOf, lastFor, leads, powerOn, statusOf, writesGoOn } from '../scene.ts'
import { until } from '../until.ts'

const stallSeconds = 5
/** Long enough for commits to wait, shorter than they wait for the standby. */
const unacknowledgedSeconds = 0.3

/** What can happen to whole hosts. */
export const powerDrills: readonly Drill[] = [
  {
    name: 'power-off-primary',
    does: 'The primary loses power.',
    needs: 'lab',
    leads: 'other',
    async inject(scene) {
      await labOf(scene).powerOff(scene.primary)
      await leads(scene, scene.standby)
    },
    heal: powerOn,
  },
  {
    name: 'power-off-replica',
    does: 'The standby loses power: writes go on.',
    needs: 'lab',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      await labOf(scene).powerOff(scene.standby)
      await lastFor(4)
    },
    heal: powerOn,
  },
  {
    name: 'power-off-both-primary-first',
    does: 'The primary loses power, the standby takes over and then loses power too; both come back.',
    needs: 'lab',
    leads: 'other',
    nobodyLeads: true,
    async inject(scene) {
      await labOf(scene).powerOff(scene.primary)
      await leads(scene, scene.standby)
      await writesGoOn(scene)
      await labOf(scene).powerOff(scene.standby)
    },
    heal: powerOn,
  },
  {
    name: 'power-off-both-standby-first',
    does: 'The standby loses power, the primary goes on alone and then loses power too; both come back.',
    needs: 'lab',
    leads: 'same',
    nobodyLeads: true,
    async inject(scene) {
      await labOf(scene).powerOff(scene.standby)
      await lastFor(3)
      await writesGoOn(scene)
      await labOf(scene).powerOff(scene.primary)
    },
    heal: powerOn,
  },
  {
    name: 'power-off-both-together',
    does: 'Both hosts lose power at once and come back.',
    needs: 'lab',
    leads: 'either',
    nobodyLeads: true,
    async inject(scene) {
      await Promise.all([labOf(scene).powerOff(scene.primary), labOf(scene).powerOff(scene.standby)])
    },
    heal: powerOn,
  },
  {
    name: 'unacknowledged-tail',
    does: 'The primary loses power while commits wait for a standby that they never reached: kept apart, saved, rebuilt.',
    needs: 'lab',
    leads: 'other',
    async inject(scene) {
      await labOf(scene).cut('pair')
      await lastFor(unacknowledgedSeconds)
      await labOf(scene).powerOff(scene.primary)
      await labOf(scene).reconnect()
      await leads(scene, scene.standby)
    },
    async heal(scene) {
      await labOf(scene).reconnect()
      await powerOn(scene)
    },
    async proof(scene) {
      const { dump, errant } = await until(`${scene.primary} says what it alone has`, 120, async () => {
        const status = await statusOf(scene, scene.primary)
        if (status?.role === 'STANDBY') throw new DrillFailure(`${scene.primary} joined: nothing was found`)
        return status?.divergence?.dump ? status.divergence : undefined
      })
      scene.tell(`${scene.primary} alone has ${errant}`)
      const saved = await attempt(
        scene,
        scene.primary,
        sh`[ -s ${dump} ] && [ "$(stat -c %a ${dump})" = 600 ]`,
      )
      if (saved.exitCode !== 0) throw new DrillFailure(`${dump} does not hold them for root alone`)
    },
  },
]
