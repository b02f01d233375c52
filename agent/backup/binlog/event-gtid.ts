import { eventType } from './event-types.ts'
import { decodeTaggedGtid } from './tagged-gtid.ts'

/** The most that this and `TransactionEnd` look at after the header of an event. */
export const lookedAtBytes = 8192

const uuidBytes = 16

/**
 * The GTID that an event gives to the transaction it starts, as the server writes it: `uuid:number`, `uuid:tag:number`, or
 * `domain-server-number`. `null` for an event that gives none.
 * @param body what follows the header
 * @throws RangeError when the body does not hold one
 */
export function gtidOf(type: number, serverId: number, body: Buffer): string | null {
  switch (type) {
    case eventType.gtid: {
      const flags = 1
      return `${uuidText(body.subarray(flags, flags + uuidBytes))}:${body.readBigInt64LE(flags + uuidBytes)}`
    }
    case eventType.gtidTagged: {
      const { uuid, number, tag } = decodeTaggedGtid(body)
      return [uuidText(uuid), ...(tag === '' ? [] : [tag]), number].join(':')
    }
    case eventType.mariadbGtid:
      return `${body.readUInt32LE(8)}-${serverId}-${body.readBigUInt64LE(0)}`
    default:
      return null
  }
}

/** Whether a transaction starts with an event of this type. */
export function startsTransaction(type: number): boolean {
  return (
    type === eventType.gtid ||
    type === eventType.anonymousGtid ||
    type === eventType.gtidTagged ||
    type === eventType.mariadbGtid
  )
}

function uuidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
