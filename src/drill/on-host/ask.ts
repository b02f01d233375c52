import { setTimeout as pause } from 'node:timers/promises'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { connectHere, nobodyThere } from './connect.ts'
import { monotonic } from './log.ts'
import { lookEveryMilliseconds } from './records.ts'
import type { HostRecord, WatchSettings } from './records.ts'

const semisyncStatus =
  "SHOW GLOBAL STATUS WHERE Variable_name IN ('Rpl_semi_sync_source_status', 'Rpl_semi_sync_master_status')"

async function answer(connection: Connection): Promise<{ at: number; writable: boolean; semisync: boolean }> {
  const [[variable]] = await connection.query<RowDataPacket[]>('SELECT @@GLOBAL.read_only AS readOnly')
  // What takes long after this is no part of that answer: a server that has closed meanwhile would look open.
  const at = monotonic()
  const [states] = await connection.query<RowDataPacket[]>(semisyncStatus)
  return { at, writable: Number(variable?.['readOnly']) === 0, semisync: states[0]?.['Value'] === 'ON' }
}

/** Asks the server again and again whether it takes writes; for ever. A question without an answer is waited for. */
export async function keepAsking(
  settings: WatchSettings,
  record: (record: HostRecord) => void,
): Promise<never> {
  let connection: Connection | undefined
  for (;;) {
    const sent = monotonic()
    try {
      connection ??= await connectHere(settings)
      const answered = await answer(connection)
      record({ kind: 'server', sent, gone: false, ...answered })
    } catch (error) {
      connection?.destroy()
      connection = undefined
      const gone = nobodyThere(error)
      record({ kind: 'server', sent, at: monotonic(), writable: null, gone, semisync: null })
    }
    await pause(lookEveryMilliseconds)
  }
}
