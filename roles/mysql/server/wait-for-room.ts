import { leastRoomToStartBytes } from '../../../src/mysql/room.ts'

/** Whoever must start the server in spite of its full disk, to purge its binary logs for instance, makes this file. */
const startAnywayFile = '/run/mysqld-start-anyway'

/**
 * A shell's script that ends when there is room below all these directories, or fails after some seconds, so that systemd
 * tries again and nobody's start waits behind this one. A directory that cannot be asked stops nothing. For a unit: percent
 * and dollar signs stand twice.
 */
export function waitForRoom(
  directories: readonly string[],
  patienceSeconds = 10,
  startAnyway = startAnywayFile,
): string {
  const all = directories.join(' ')
  const least = leastRoomToStartBytes
  const full = `full() { for directory in ${all}; do free=$$(stat -f -c "%%a * %%S" $$directory 2>/dev/null) || continue; [ $$(($$free)) -ge ${least} ] || return 0; done; return 1; }`
  const says = `less than ${least / 1024 / 1024} MiB are free below ${all}: mysqld starts when there is more`
  return `[ ! -e ${startAnyway} ] || exit 0; ${full}; full || exit 0; echo "${says}" >&2; tries=0; while full; do [ $$tries -lt ${patienceSeconds} ] || exit 75; tries=$$((tries + 1)); sleep 1; done`
}
