import { leastRoomBytes } from '../../../src/mysql/room.ts'

/**
 * A shell's script that ends when there is room below all these directories; one that is not there yet stops nothing. For a
 * unit: percent and dollar signs stand twice.
 */
export function waitForRoom(directories: readonly string[]): string {
  const all = directories.join(' ')
  const free = '$$(($$(stat -f -c "%%a * %%S" $$directory)))'
  const full = `full() { for directory in ${all}; do [ ! -d $$directory ] || [ ${free} -ge ${leastRoomBytes} ] || return 0; done; return 1; }`
  const says = `less than ${leastRoomBytes / 1024 / 1024} MiB are free below ${all}: mysqld starts when there is more`
  return `${full}; ! full || echo "${says}" >&2; while full; do sleep 1; done`
}
