import { timer } from '../../modules/system/timer.ts'
import type { StepOptions } from '../../src/plan/step.ts'
import type { Step } from '../../src/plan/step.ts'
import { sh } from '../../src/values/shell.ts'
import { agentPaths, agentUnit } from '../hooks/paths.ts'
import type { BackupTimes } from './times.ts'

/** After everything else, and the first to go when memory is short. */
const serviceSettings = ['Nice=10', 'IOSchedulingClass=idle', 'CPUWeight=20', 'OOMScoreAdjust=500']

const base = ['mysqld.service', agentUnit]

/** The two timers, with names that tell `systemctl list-timers` what they are for. */
export function backupTimers({ backup, verify }: BackupTimes) {
  const common = { persistent: true, serviceSettings }
  return [
    {
      ...common,
      name: 'mysqlha-backup',
      description: 'Backup of the MySQL pair',
      onCalendar: backup,
      command: sh`exec ${agentPaths.command} backup run --patient`,
      after: base,
    },
    {
      ...common,
      name: 'mysqlha-verify',
      description: 'Trial restore of a backup of the MySQL pair',
      onCalendar: verify,
      command: sh`exec ${agentPaths.command} backup verify`,
      // A backup that takes longer than expected is waited for.
      after: [...base, 'mysqlha-backup.service'],
    },
  ] as const
}

/** Timers on both nodes: which of them has something to do, the agent's program decides when they run. */
export function timers(times: BackupTimes, when: NonNullable<StepOptions['when']>): Step[] {
  const [backup, verify] = backupTimers(times)
  return [
    timer('Backups are made each night', backup, { when }),
    timer('Backups are restored for a trial', verify, { when }),
  ]
}

/** No timers. */
export function noTimers(): Step[] {
  return backupTimers({ backup: 'daily', verify: 'daily' }).map((one) =>
    timer(`${one.name} does not run`, { ...one, state: 'absent' }),
  )
}
