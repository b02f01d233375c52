/** Memory that a host of the lab shows, in MiB; a container sees all of the machine's otherwise. */
export const hostMemoryMebibytes = 1536

/** The text of /proc/meminfo on a quiet host of that size (proc_meminfo(5), in kB). */
export function meminfo(mebibytes: number): string {
  const total = mebibytes * 1024
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', total],
    ['MemFree', Math.round(total * 0.7)],
    ['MemAvailable', Math.round(total * 0.85)],
    ['Buffers', Math.round(total * 0.01)],
    ['Cached', Math.round(total * 0.15)],
    ['SwapCached', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['HugePages_Total', 0],
    ['HugePages_Free', 0],
    ['Hugepagesize', 2048],
  ]
  return rows
    .map(([name, value]) => {
      const unit = name.startsWith('HugePages_') ? '' : ' kB'
      return `${`${name}:`.padEnd(16)}${String(value).padStart(8)}${unit}\n`
    })
    .join('')
}
