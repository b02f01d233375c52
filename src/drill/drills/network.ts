import type { Drill } from '../drill.ts'
import { labOf, lastFor, leads, mend, powerOn, root, statusOf, takesWrites } from '../scene.ts'
import type { Scene } from '../scene.ts'
import { DrillFailure } from '../drill.ts'
import { cutPair, isolate, reconnectHosts } from './firewall.ts'
import { signalMain, startAgain } from './processes.ts'

const stallSeconds = 5
/** A cut-off standby whom VRRP gave the VIP lets go of it by then: a second of silence, five for votes that it does not get. */
const uselessPromotionSeconds = 8

async function reconnect(scene: Scene): Promise<void> {
  if (scene.lab) await scene.lab.reconnect()
  else await reconnectHosts(scene)
}

/** What can happen to the network and to the third vote. */
export const networkDrills: readonly Drill[] = [
  {
    name: 'cut-pair',
    does: 'The two hosts do not reach each other; clients and witness reach both. The primary stays.',
    needs: 'anywhere',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      if (scene.lab) await scene.lab.cut('pair')
      else await cutPair(scene)
      await lastFor(uselessPromotionSeconds)
    },
    heal: reconnect,
  },
  {
    name: 'cut-primary-from-everything',
    does: 'The primary reaches nobody, while a client beside it goes on writing there; then it is back.',
    needs: 'anywhere',
    leads: 'other',
    async inject(scene) {
      if (scene.lab) await scene.lab.cut(scene.primary)
      else await isolate(scene, scene.primary)
      await leads(scene, scene.standby)
      await lastFor(2)
    },
    heal: reconnect,
  },
  {
    name: 'cut-replica-from-everything',
    does: 'The standby reaches nobody; writes go on.',
    needs: 'anywhere',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      if (scene.lab) await scene.lab.cut(scene.standby)
      else await isolate(scene, scene.standby)
      await lastFor(uselessPromotionSeconds)
    },
    heal: reconnect,
  },
  {
    name: 'witness-gone',
    does: 'The witness is gone: nothing moves by that alone.',
    needs: 'lab',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      await labOf(scene).killWitness()
      await lastFor(5)
    },
    heal: powerOn,
  },
  {
    name: 'witness-gone-mysql-primary-killed',
    does: 'The witness is gone and MySQL on the primary dies: the living agent there gives its vote.',
    needs: 'lab',
    leads: 'either',
    async inject(scene) {
      await labOf(scene).killWitness()
      await lastFor(3)
      await root(scene, scene.primary, signalMain('mysqld', 'KILL'))
    },
    async heal(scene) {
      await mend(scene, scene.primary, startAgain('mysqld'))
      await powerOn(scene)
    },
  },
  {
    name: 'witness-gone-power-off-primary',
    does: 'The witness is gone and the primary loses power: one vote is not enough, so nobody leads until one is back.',
    needs: 'lab',
    leads: 'either',
    nobodyLeads: true,
    async inject(scene) {
      await labOf(scene).killWitness()
      await lastFor(3)
      await labOf(scene).powerOff(scene.primary)
      await lastFor(8)
      if (takesWrites(await statusOf(scene, scene.standby)))
        throw new DrillFailure(`${scene.standby} leads with a single vote`)
    },
    heal: powerOn,
  },
]
