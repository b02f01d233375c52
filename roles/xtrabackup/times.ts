import { PlaybookError } from '../../src/errors.ts'
import type { BackupVariables } from './variables.ts'

/** In the order of a week; the first three letters are systemd's names. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

type Weekday = (typeof weekdays)[number]

/** `HH:MM`; such texts are in order as their times are. */
export const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/

/** When the two timers run, as systemd.time(7) writes it. */
export interface BackupTimes {
  readonly backup: string
  readonly verify: string
}

function inWindow(time: string, begin: string, end: string): boolean {
  return begin <= end ? begin <= time && time <= end : time >= begin || time <= end
}

function dayBefore(day: Weekday): Weekday {
  return weekdays[(weekdays.indexOf(day) + 6) % 7] ?? day
}

function shortName(day: Weekday): string {
  return day.slice(0, 1).toUpperCase() + day.slice(1, 3)
}

/**
 * The times of a host, given the decision `backup_window`. Throws `BadInventory` when they do not fit each other: before
 * anything is connected.
 */
export function backupTimes(host: string, vars: BackupVariables, window: string): BackupTimes {
  const [begin = '', end = ''] = window.split('-')
  const time = vars.backup_time ?? begin
  const { backup_verify_time: verify, backup_full_day: fullDay } = vars
  if (!inWindow(time, begin, end))
    throw new PlaybookError(
      'BadInventory',
      `${host}: backup_time is ${time}, and the decision backup_window is ${window}`,
      {
        hint: 'Leave backup_time away (backups begin with the window), or decide otherwise: --decision backup_window=HH:MM-HH:MM.',
      },
    )
  if (verify <= time)
    throw new PlaybookError(
      'BadInventory',
      `${host}: backup_verify_time is ${verify}, and the backup of the same day begins at ${time}`,
      { hint: 'Name a later time: backup_verify_time: "HH:MM".' },
    )
  const days = vars.backup_verify_days ?? [fullDay, dayBefore(fullDay)]
  const ordered = weekdays.filter((day) => days.includes(day)).map(shortName)
  // A time without a zone is the host's own.
  const zone = vars.backup_time_zone === undefined ? '' : ` ${vars.backup_time_zone}`
  return {
    backup: `*-*-* ${time}:00${zone}`,
    verify: `${ordered.join(',')} *-*-* ${verify}:00${zone}`,
  }
}
