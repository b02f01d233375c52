/** As `Date` counts them. */
export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const
export type Weekday = (typeof weekdays)[number]

/** What clock and calendar on a wall in some time zone show. */
export interface LocalTime {
  /** `2026-11-30` */
  readonly date: string
  readonly weekday: Weekday
  /** What an id of a backup begins with: `2026-11-30T015900`. It comes twice in the hour that a zone repeats in autumn. */
  readonly idText: string
}

const dayMilliseconds = 24 * 60 * 60 * 1000

/**
 * The local time of an instant.
 * @param timeZone an IANA name, fixed in the settings: the host's own zone may change between two backups
 * @throws RangeError for an unknown zone
 */
export function localTime(instant: Date, timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const shown = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const join = (parts: readonly Intl.DateTimeFormatPartTypes[], separator: string) =>
    parts.map((part) => shown.get(part)).join(separator)
  const date = join(['year', 'month', 'day'], '-')
  return {
    date,
    weekday: weekdays[weekdayNumber(date)]!,
    idText: `${date}T${join(['hour', 'minute', 'second'], '')}`,
  }
}

/**
 * The local date on which the backup week of an instant began, at 00:00: the most recent `fullDay`. A date and not an
 * instant, because weeks are only ever compared, and there are zones and days without a midnight.
 * @throws RangeError for an unknown zone
 */
export function weekBeginning(instant: Date, timeZone: string, fullDay: Weekday): string {
  const { date } = localTime(instant, timeZone)
  const daysAgo = (weekdayNumber(date) - weekdays.indexOf(fullDay) + 7) % 7
  return new Date(midnightUtc(date) - daysAgo * dayMilliseconds).toISOString().slice(0, 'yyyy-mm-dd'.length)
}

function weekdayNumber(date: string): number {
  return new Date(midnightUtc(date)).getUTCDay()
}

// Dates are counted in UTC, where every day has 24 hours.
function midnightUtc(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}
