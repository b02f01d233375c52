import { startsTransaction } from './event-gtid.ts'
import { eventType } from './event-types.ts'

const mariadbFlags = 12
const mariadbStandalone = 1
const begin = /^(?:BEGIN|START TRANSACTION|XA START)/i
const end = /^(?:COMMIT|ROLLBACK(?! TO)|XA COMMIT|XA ROLLBACK)/i

/**
 * Tells which event ends a transaction: of a log that was cut off, the last transaction may be there only in part. Where it
 * does not know (there are rare events) it says no.
 */
export class TransactionEnd {
  /** Whether the transaction is one statement alone; `null` until its first statement shows it. */
  #single: boolean | null = null

  /** Takes an event's type and body, in the order of the log. */
  isAt(type: number, body: Buffer): boolean {
    if (startsTransaction(type)) {
      this.#single =
        type === eventType.mariadbGtid ? (body.readUInt8(mariadbFlags) & mariadbStandalone) !== 0 : null
      return false
    }
    switch (type) {
      case eventType.xid:
      case eventType.xaPrepare:
      case eventType.transactionPayload:
        return true
      case eventType.mariadbQueryCompressed:
        return this.#single === true
      case eventType.query:
        return this.#isAtStatement(statementOf(body))
      default:
        return false
    }
  }

  #isAtStatement(statement: string): boolean {
    this.#single ??= !begin.test(statement)
    return this.#single || end.test(statement)
  }
}

/** How a statement begins. Its end is of no use: a checksum may follow. */
function statementOf(body: Buffer): string {
  const postHeaderBytes = 13
  const schemaBytes = body.readUInt8(8)
  const variableBytes = body.readUInt16LE(11)
  const start = postHeaderBytes + variableBytes + schemaBytes + 1
  return body.toString('latin1', start, start + 20)
}
