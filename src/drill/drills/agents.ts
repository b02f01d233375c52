import { mysqlha } from '../../values/agent-command.ts'
import { sh } from '../../values/shell.ts'
import { DrillFailure } from '../drill.ts'
import type { Drill } from '../drill.ts'
import { handsOver } from '../hand-over.ts'
import { lastFor, leads, mend, root, statusOf, takesWrites, writesGoOn } from '../scene.ts'
import { until } from '../until.ts'
import { goOn, signalMain, startAgain, systemctl } from './processes.ts'

const agent = 'mysqlha-agent'
const stateDirectory = '/var/lib/mysqlha'

/** What can happen to the agents. */
export const agentDrills: readonly Drill[] = [
  {
    name: 'agent-killed',
    does: 'The primary’s agent is killed: its end fences the node, and it is started again.',
    needs: 'anywhere',
    leads: 'either',
    async inject(scene) {
      await root(scene, scene.primary, signalMain(agent, 'KILL'))
      await writesGoOn(scene)
    },
    async heal(scene) {
      await mend(scene, scene.primary, startAgain(agent))
    },
  },
  {
    name: 'agent-frozen',
    does: 'The primary’s agent is frozen: keepalived’s check ends it, and the standby takes over.',
    needs: 'lab',
    leads: 'either',
    async inject(scene) {
      await root(scene, scene.primary, signalMain(agent, 'STOP'))
      await lastFor(3)
      await writesGoOn(scene)
    },
    async heal(scene) {
      await mend(scene, scene.primary, goOn(agent))
      await mend(scene, scene.primary, startAgain(agent))
    },
  },
  {
    name: 'agent-without-disk',
    does: 'The standby’s agent cannot write its state; then MySQL on the primary dies: the standby must not take a term that it cannot keep.',
    needs: 'lab',
    leads: 'same',
    async inject(scene) {
      await root(scene, scene.standby, fullDisk)
      await root(scene, scene.primary, signalMain('mysqld', 'KILL'))
      await until('a node leads', 60, async () => {
        if (takesWrites(await statusOf(scene, scene.standby)))
          throw new DrillFailure(`${scene.standby} leads in a term that it could not write down`)
        return takesWrites(await statusOf(scene, scene.primary))
      })
    },
    async heal(scene) {
      await mend(
        scene,
        scene.standby,
        sh`while mountpoint -q ${stateDirectory}; do umount -l ${stateDirectory} || exit 1; done; ! mountpoint -q ${stateDirectory}`,
      )
      await mend(scene, scene.primary, startAgain('mysqld'))
    },
  },
  {
    name: 'switchover-there-and-back',
    does: 'The role is moved by command, there and back, under load; it counts for no flap guard.',
    needs: 'anywhere',
    leads: 'same',
    writesGoOnWithinSeconds: 3,
    async inject(scene) {
      for (const [from, to] of [
        [scene.primary, scene.standby],
        [scene.standby, scene.primary],
      ] as const) {
        await until(`${from} hands over`, 60, () => handsOver(scene, from))
        await leads(scene, to)
        await until(`${from} follows`, 60, async () => (await statusOf(scene, from))?.role === 'STANDBY')
        await writesGoOn(scene)
      }
    },
    heal: async () => undefined,
  },
  {
    name: 'flap-guard',
    does: 'The role moves there and back by itself; a third time within ten minutes it must not, until an operator says so.',
    needs: 'anywhere',
    leads: 'other',
    async inject(scene) {
      const { primary, standby } = scene
      for (const [from, to] of [
        [primary, standby],
        [standby, primary],
      ] as const) {
        await root(scene, from, systemctl('stop', 'keepalived'))
        await leads(scene, to)
        await root(scene, from, systemctl('start', 'keepalived'))
        await until(`${from} follows`, 60, async () => (await statusOf(scene, from))?.role === 'STANDBY')
      }
      await root(scene, primary, systemctl('stop', 'keepalived'))
      await until(`${standby} refuses and says why`, 30, async () => {
        const status = await statusOf(scene, standby)
        if (takesWrites(status)) throw new DrillFailure(`${standby} was promoted for the second time`)
        return status?.verdictReason.includes('less than ten minutes ago')
      })
      await root(scene, standby, sh`${mysqlha} clear-flap`.timeout(20))
      await leads(scene, standby)
      await root(scene, standby, sh`tail -n 200 /var/log/mysqlha/notify.log | grep -q 'flap guard'`)
    },
    async heal(scene) {
      await mend(scene, scene.primary, startAgain('keepalived'))
      await mend(scene, scene.standby, startAgain('keepalived'))
    },
  },
]

/** What is there stays visible; not one byte more can be written. */
const fullDisk = sh`mountpoint -q ${stateDirectory} && exit 0
d=$(mktemp -d) && cp -a ${stateDirectory}/. "$d" && mount -t tmpfs -o size=256k,mode=0700 mysqlha-drill ${stateDirectory} &&
cp -a "$d/." ${stateDirectory}/ ; rm -rf "$d"
cat /dev/zero >${stateDirectory}/full 2>/dev/null; mountpoint -q ${stateDirectory}`
