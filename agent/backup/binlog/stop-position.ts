import { BinlogError } from './binlog-error.ts'
import { secondsAt } from './start-of-logs.ts'
import { readTransactions } from './transactions.ts'
import type { Transaction } from './transactions.ts'

/** A place in ordered log files: which of them, from 0, and the bytes before it. */
export interface LogPlace {
  readonly file: number
  readonly position: number
}

/** How far logs are to be applied. */
export type RestoreTarget =
  /** All transactions up to this second, it included: those before the first later one. */
  | { readonly kind: 'time'; readonly at: Date }
  /** Up to this transaction, it included: `uuid:number`, `uuid:tag:number` or `domain-server-number`. */
  | { readonly kind: 'gtid'; readonly gtid: string }

/** Where to stop, exclusive, and what is reached there. */
export interface StopPosition extends LogPlace {
  /** Of the last transaction; `null` when there is none, or it has none. */
  readonly gtid: string | null
  /** When that transaction was logged first; `null` when there is none. */
  readonly at: Date | null
  readonly transactions: number
  /** `false`: the logs end before the time that was asked for; all of them is applied. */
  readonly complete: boolean
}

/**
 * What tells how far logs go in time: any event, which the server that wrote them makes also when nothing happens; or transactions
 * alone, where that server may lack what has happened elsewhere.
 */
export type LogsEndBy = 'event' | 'transaction'

/** Where logs begin. MySQL's servers skip by themselves what they have executed. */
export const beginningOfLogs: LogPlace = { file: 0, position: 4 }

/**
 * Finds where to stop applying logs. It reads them from `start` on, until it has found it.
 * @param files in their order, each the one after the other
 * @throws BinlogError when the GTID is not there, when the time is before that of the data at `start`, and when a log before the
 * last one was cut off
 */
export async function findStop(
  files: readonly string[],
  start: LogPlace,
  target: RestoreTarget,
  endBy: LogsEndBy = 'event',
): Promise<StopPosition> {
  const startPath = files[start.file]
  if (startPath === undefined) throw new BinlogError(`there is no log ${start.file} among ${files.length}`)
  const startSeconds = await secondsAt(startPath, start.position)
  let reached: StopPosition = { ...start, gtid: null, at: null, transactions: 0, complete: true }
  let newestSeconds = startSeconds
  for (const [file, path] of files.entries()) {
    if (file < start.file) continue
    const end = await readTransactions(path, (transaction) => {
      if (file === start.file && transaction.position < start.position) return 'continue'
      if (isLater(transaction.timestampSeconds, target)) return 'stop'
      newestSeconds = Math.max(newestSeconds, transaction.timestampSeconds)
      reached = after(reached, file, transaction)
      return isLast(transaction, target) ? 'stop' : 'continue'
    })
    if (end === null) return checked(reached, startSeconds, target)
    if (end.cutOff && file < files.length - 1)
      throw new BinlogError(`${path} is cut off, and is not the last log: what comes next is missing`)
    if (endBy === 'event') newestSeconds = Math.max(newestSeconds, end.newestSeconds)
  }
  if (target.kind === 'gtid') throw new BinlogError(`${target.gtid} is not in these logs after their start`)
  return checked({ ...reached, complete: isLater(newestSeconds, target) }, startSeconds, target)
}

function isLater(seconds: number, target: RestoreTarget): boolean {
  return target.kind === 'time' && seconds * 1000 > target.at.getTime()
}

function isLast({ gtid }: Transaction, target: RestoreTarget): boolean {
  return target.kind === 'gtid' && gtid === target.gtid.trim().toLowerCase()
}

function after(before: StopPosition, file: number, transaction: Transaction): StopPosition {
  return {
    file,
    position: transaction.endPosition,
    gtid: transaction.gtid,
    at: new Date(transaction.timestampSeconds * 1000),
    transactions: before.transactions + 1,
    complete: true,
  }
}

// A standby's log can begin later than its first transaction was made: that one decides when it is wanted.
function checked(stop: StopPosition, startSeconds: number, target: RestoreTarget): StopPosition {
  if (target.kind === 'gtid' || stop.transactions > 0 || !isLater(startSeconds, target)) return stop
  const start = new Date(startSeconds * 1000).toISOString()
  throw new BinlogError(`${target.at.toISOString()} is before the start of these logs, ${start}`)
}
