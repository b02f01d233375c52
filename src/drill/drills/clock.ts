import { mysqlha } from '../../values/agent-command.ts'
import { sh } from '../../values/shell.ts'
import type { ShellCommand } from '../../values/shell.ts'
import { DrillFailure } from '../drill.ts'
import type { Drill } from '../drill.ts'
import { handsOver } from '../hand-over.ts'
import { lastFor, leads, mend, root, statusOf, writesGoOn } from '../scene.ts'
import type { Scene } from '../scene.ts'
import { until } from '../until.ts'
import { whole } from '../whole.ts'

const clock = '/run/mysqlha-drill-clock'
const directory = '/run/systemd/system/mysqlha-agent.service.d'
const dropIn = `${directory}/drill-clock.conf`
/** Of the agent before, which is not asked any more. */
const lastStatus = '/run/mysqlha/status.json'

/** By how much the wall clocks are wrong, one after the other, in seconds. */
const steps = [3600, -3600, 0]
/** Less than a step, more than a host's clock and ours may differ by. */
const steadyMilliseconds = 600_000
const stepSeconds = 3

/**
 * A container cannot set its clock; a program can be told another time. Only wall time: what counts durations is left alone, as
 * by a real step.
 */
const toldTime =
  sh`dpkg -s libfaketime >/dev/null 2>&1 || { apt-get -qq update && apt-get -qq -y install libfaketime; } </dev/null >/dev/null || exit 1
library=$(dpkg -L libfaketime | grep 'libfaketime\.so\.1$') && echo +0 >${clock} && mkdir -p ${directory} &&
printf '[Service]\nEnvironment=LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1\n' "$library" ${clock} >${dropIn} &&
systemctl daemon-reload && systemctl stop mysqlha-agent && rm -f ${lastStatus} && systemctl start mysqlha-agent`.timeout(
    120,
  )

const ownTime = sh`[ -e ${clock} ] || exit 0
rm -f ${dropIn} && systemctl daemon-reload && systemctl restart mysqlha-agent &&
apt-get -qq -y purge libfaketime </dev/null >/dev/null && rm ${clock}`.timeout(120)

/** Its agent gets its time from a file from now on. */
async function prepare(scene: Scene, standby: string): Promise<void> {
  await root(scene, standby, toldTime)
  await until(`${standby} follows`, 60, async () => (await statusOf(scene, standby))?.role === 'STANDBY')
}

function step(offsetSeconds: number): ShellCommand {
  return sh`echo ${offsetSeconds < 0 ? String(offsetSeconds) : `+${offsetSeconds}`} >${clock}`
}

/** What the agent takes for the time, by a line that it logs on demand; without a step nothing was drilled. */
async function hasStepped(scene: Scene, node: string, offsetSeconds: number): Promise<boolean> {
  const line = await root(
    scene,
    node,
    sh`${mysqlha} clear-flap >/dev/null && grep 'flap guard' /var/log/mysqlha/notify.log | tail -n 1`.timeout(
      20,
    ),
  )
  const { at } = JSON.parse(line) as { at: string }
  return Math.abs(Date.parse(at) - Date.now() - offsetSeconds * 1000) < steadyMilliseconds
}

/** Steps of the wall clock, for those who decide. A server under the library is too slow to be one (MySQL 9.7 applies 30 rows a second). */
export const clockDrills: readonly Drill[] = [
  {
    name: 'clock-step',
    does: 'The wall clocks of both agents jump an hour ahead, two back and to the right time: nothing moves.',
    needs: 'lab',
    leads: 'either',
    async inject(scene) {
      const { primary, standby } = scene
      await prepare(scene, standby)
      await until(`${primary} hands over`, 60, () => handsOver(scene, primary))
      await leads(scene, standby)
      // The witness's lease is bound to the old primary for a moment more: an agent that restarts then takes the only other vote along.
      await whole(scene, 60)
      await prepare(scene, primary)
      await whole(scene, 60)
      await writesGoOn(scene)
      const before = await statusOf(scene, standby)
      for (const offset of steps) {
        // The two do not jump together: between these commands they differ by an hour.
        for (const node of [standby, primary]) {
          await root(scene, node, step(offset))
          await until(`the clock of ${node} has stepped`, 20, () => hasStepped(scene, node, offset))
          await lastFor(stepSeconds)
          await writesGoOn(scene, 10)
        }
      }
      const after = await statusOf(scene, standby)
      if (after?.role !== 'PRIMARY' || after.term !== before?.term)
        throw new DrillFailure(
          `a step of the clock has moved the role: ${standby} is ${after?.role}, term ${after?.term}`,
        )
    },
    async heal(scene) {
      await mend(scene, scene.primary, ownTime)
      await mend(scene, scene.standby, ownTime)
    },
  },
]
