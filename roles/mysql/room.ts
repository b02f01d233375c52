import { differs, cannotTell, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { gibibyte, mebibyte, sizeText } from './settings/setting.ts'

interface RoomParams {
  readonly path: string
  /** What a new data directory takes. */
  readonly newBytes: number
}

/** What a server that runs already must have left: less, and its next binary log may not fit. */
const leastBytes = 256 * mebibyte

/** The system tablespace (1 GiB) and the rest of a new data directory, beside the redo log. */
export function newDataBytes(redoBytes: number): number {
  return gibibyte + redoBytes + leastBytes
}

/** The file system of the data directory has room: for all of it where there is no data yet, else for a while. */
export const roomForData = defineModule({
  name: 'roomForData',
  probe: ({ path }: RoomParams) => ({
    free: sh`path=${path}
[ -d "$path/mysql" ] && echo old || echo new
while [ ! -d "$path" ]; do path=$(dirname "$path"); done
df -Pk "$path" | tail -n 1`,
  }),
  judge({ free }, { path, newBytes }) {
    const [age, line = ''] = free.stdout.split('\n')
    const [, , , availableKibibytes, , mount = ''] = line.split(/\s+/)
    if (free.exitCode !== 0 || !/^\d+$/.test(availableKibibytes ?? ''))
      return cannotTell(`df does not tell the room of ${path}`)
    const available = Number(availableKibibytes) * 1024
    const needed = age === 'old' ? leastBytes : newBytes
    const words = `${sizeText(available)} free on ${mount}`
    return available >= needed
      ? ok(words)
      : differs(
          `${words}, and ${path} needs ${sizeText(needed)}: free some, or give another mysql_datadir`,
          undefined,
        )
  },
})
