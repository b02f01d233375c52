import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from 'mysql2/promise'
import { connectHere } from './connect.ts'
import { monotonic } from './log.ts'
import { lookEveryMilliseconds, rowsTable } from './records.ts'
import type { HostRecord, WatchSettings } from './records.ts'

/**
 * A client beside the server, whatever the network does: tries to commit a numbered row again and again, for ever, and
 * records each that was acknowledged. On a server that is closed every try fails.
 */
export async function keepCommitting(
  settings: WatchSettings,
  record: (record: HostRecord) => void,
): Promise<never> {
  let connection: Connection | undefined
  // Goes on after an earlier start: the wall clock is ahead of every number that it gave then.
  let number = Date.now() * 100
  for (;;) {
    const sent = monotonic()
    number += 1
    try {
      connection ??= await connectHere(settings)
      await connection.query(`INSERT INTO ${rowsTable} (writer, number) VALUES (?, ?)`, [
        settings.writer,
        number,
      ])
      record({ kind: 'commit', number, sent, at: monotonic() })
    } catch (error) {
      // A refusal by a closed server leaves the connection as it is; anything else does not.
      if (![1290, 1836].includes((error as { errno?: number }).errno ?? 0)) {
        connection?.destroy()
        connection = undefined
      }
    }
    await pause(lookEveryMilliseconds)
  }
}
