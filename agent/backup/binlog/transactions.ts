import { BinlogError } from './binlog-error.ts'
import { eventType } from './event-types.ts'
import { readEvents } from './events.ts'
import type { BinlogEvent } from './events.ts'

/** A whole transaction in a binary log. */
export interface Transaction {
  readonly gtid: string | null
  /** Of its first event, since 1970. */
  readonly timestampSeconds: number
  readonly position: number
  /** Where the next transaction begins, or what the log has beside them ends. */
  readonly endPosition: number
}

/** What is known of a log that was read to its end. */
export interface LogEnd {
  /** Of its newest event of any kind; 0 when it has none. */
  readonly newestSeconds: number
  /** Whether the log was cut off within an event. */
  readonly cutOff: boolean
}

/**
 * Shows every whole transaction of a log to `visit`, in order, until that says `stop`. A last transaction that may be there only in
 * part is not shown: its server crashed before it was committed, or the log was cut off.
 * @returns `null` when `visit` stopped it
 * @throws BinlogError also when there are changes outside of transactions: the server wrote no GTID events
 */
export async function readTransactions(
  path: string,
  visit: (transaction: Transaction) => 'continue' | 'stop',
): Promise<LogEnd | null> {
  let cutOff = false
  let newestSeconds = 0
  let first: BinlogEvent | null = null
  let last: BinlogEvent | null = null
  let whole = false
  for await (const event of readEvents(path, () => (cutOff = true))) {
    if (event.startsTransaction) {
      // The next one begins: this one is whole, whatever kind of events it has.
      if (first !== null && last !== null && visit(transactionOf(first, last)) === 'stop') return null
      first = event
      whole = false
    } else if (first === null && event.type === eventType.query) {
      throw new BinlogError(
        `${path} has a change without a GTID event at ${event.position}: where its transactions begin cannot be told`,
      )
    }
    whole ||= event.endsTransaction || event.type === eventType.rotate || event.type === eventType.stop
    newestSeconds = Math.max(newestSeconds, event.timestampSeconds)
    last = event
  }
  if (whole && first !== null && last !== null && visit(transactionOf(first, last)) === 'stop') return null
  return { newestSeconds, cutOff }
}

function transactionOf(first: BinlogEvent, last: BinlogEvent): Transaction {
  const { gtid, timestampSeconds, position } = first
  return { gtid, timestampSeconds, position, endPosition: last.endPosition }
}
