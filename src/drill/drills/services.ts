import { sh } from '../../values/shell.ts'
import type { Drill } from '../drill.ts'
import { lastFor, leads, mend, root, writesGoOn } from '../scene.ts'
import { killChildren, signalMain, startAgain, systemctl } from './processes.ts'

const standbyGoneSeconds = 4
/** A standby that is gone stalls commits for the semi-sync timeout, once; what is over comes from a busy machine. */
const stallSeconds = 4

const dropIn = '/run/systemd/system/keepalived.service.d/zz-drill.conf'

/** The four failures that the manual names, and what else can happen to the processes of a pair. */
export const serviceDrills: readonly Drill[] = [
  {
    name: 'mysql-primary-killed',
    does: 'MySQL on the primary dies; its unit starts it again, and it follows the new primary.',
    needs: 'anywhere',
    leads: 'other',
    async inject(scene) {
      await root(scene, scene.primary, signalMain('mysqld', 'KILL'))
      await leads(scene, scene.standby)
    },
    async heal(scene) {
      await mend(scene, scene.primary, startAgain('mysqld'))
    },
  },
  {
    name: 'mysql-replica-killed',
    does: 'MySQL on the standby dies; writes go on, and it follows again when it is back.',
    needs: 'anywhere',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      await root(scene, scene.standby, signalMain('mysqld', 'KILL'))
      await lastFor(standbyGoneSeconds)
    },
    async heal(scene) {
      await mend(scene, scene.standby, startAgain('mysqld'))
    },
  },
  {
    name: 'keepalived-primary-stopped',
    does: 'keepalived on the primary stops: VIP and role move, although MySQL is well.',
    needs: 'anywhere',
    leads: 'other',
    async inject(scene) {
      await root(scene, scene.primary, systemctl('stop', 'keepalived'))
      await leads(scene, scene.standby)
    },
    async heal(scene) {
      await mend(scene, scene.primary, startAgain('keepalived'))
    },
  },
  {
    name: 'keepalived-replica-stopped',
    does: 'keepalived on the standby stops: nothing moves, replication goes on.',
    needs: 'anywhere',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      await root(scene, scene.standby, systemctl('stop', 'keepalived'))
      await lastFor(standbyGoneSeconds)
    },
    async heal(scene) {
      await mend(scene, scene.standby, startAgain('keepalived'))
    },
  },
  {
    name: 'mysql-restarted-by-hand',
    does: 'Somebody restarts MySQL on the primary without a word to the pair.',
    needs: 'anywhere',
    leads: 'either',
    async inject(scene) {
      await root(scene, scene.primary, systemctl('restart', 'mysqld'))
      await writesGoOn(scene)
    },
    async heal(scene) {
      await mend(scene, scene.primary, startAgain('mysqld'))
    },
  },
  {
    name: 'vrrp-child-killed',
    does: 'keepalived’s VRRP process on the primary is killed; its parent starts another.',
    needs: 'anywhere',
    leads: 'either',
    async inject(scene) {
      await root(scene, scene.primary, killChildren('keepalived'))
      await writesGoOn(scene)
    },
    async heal(scene) {
      await mend(scene, scene.primary, startAgain('keepalived'))
    },
  },
  {
    name: 'keepalived-killed-vip-left',
    does: 'keepalived on the primary is killed whole, nobody cleans up or starts it again: the VIP is left behind.',
    needs: 'anywhere',
    leads: 'either',
    async inject(scene) {
      const orphaned = sh`mkdir -p ${dropIn.slice(0, dropIn.lastIndexOf('/'))}
printf '[Service]\nRestart=no\nExecStopPost=\n' >${dropIn}
systemctl daemon-reload && systemctl kill -s KILL keepalived`
      await root(scene, scene.primary, orphaned)
      await lastFor(3 * standbyGoneSeconds)
    },
    async heal(scene) {
      const mended = sh`rm -f ${dropIn}; systemctl daemon-reload; systemctl reset-failed keepalived 2>/dev/null; systemctl start keepalived; [ ! -e ${dropIn} ]`
      await mend(scene, scene.primary, mended.timeout(60))
    },
  },
]
