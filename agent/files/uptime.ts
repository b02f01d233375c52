import { readFileSync } from 'node:fs'

/** Milliseconds since the machine booted, suspended time included: the clock that keepalived's check script reads too. */
export function uptimeMilliseconds(): number {
  const [seconds = ''] = readFileSync('/proc/uptime', 'utf8').split(' ')
  return Math.round(Number(seconds) * 1000)
}

/** A value that changes with every boot of the machine. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}
