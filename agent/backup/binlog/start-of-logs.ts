import { BinlogError } from './binlog-error.ts'
import { magicBytes } from './event-types.ts'
import { readEvents } from './events.ts'

/**
 * How old the data is that logs are applied to from a position on: the time of the last transaction before it, or else of the
 * log itself. Seconds since 1970.
 * @throws BinlogError when no event begins or ends there
 */
export async function secondsAt(path: string, position: number): Promise<number> {
  let seconds: number | null = null
  let boundary = magicBytes
  for await (const event of readEvents(path)) {
    if (event.startsTransaction && event.position >= position) break
    if (seconds === null || event.startsTransaction) seconds = event.timestampSeconds
    if (event.endPosition <= position) boundary = event.endPosition
    else break
  }
  if (boundary !== position) throw new BinlogError(`${path}: no event begins at ${position}`)
  return seconds ?? 0
}
