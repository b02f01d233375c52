import { open } from 'node:fs/promises'
import { BinlogError } from './binlog-error.ts'
import { gtidOf, lookedAtBytes, startsTransaction } from './event-gtid.ts'
import { eventType, headerBytes, magicBytes } from './event-types.ts'
import { FileWindow } from './file-window.ts'
import { TransactionEnd } from './transaction-end.ts'

/** One event of a binary log. Positions are bytes from the beginning of the file. */
export interface BinlogEvent {
  /** Since 1970, UTC. On a standby, the time at the primary. */
  readonly timestampSeconds: number
  readonly type: number
  readonly serverId: number
  readonly position: number
  /** Where the next event begins. Counted, and not taken from the header: that has only 32 bits. */
  readonly endPosition: number
  /** Of the transaction that this event starts: `uuid:number`, `uuid:tag:number` or `domain-server-number`. */
  readonly gtid: string | null
  /** Also for transactions without a GTID that a server of MySQL 5.7 and newer wrote. */
  readonly startsTransaction: boolean
  /** Whether the transaction is whole with this event. `false` also where that cannot be told. */
  readonly endsTransaction: boolean
}

const magic = Buffer.from([0xfe, 0x62, 0x69, 0x6e])
const encryptedMagic = Buffer.from([0xfd, 0x62, 0x69, 0x6e])
const noEvent = Buffer.alloc(headerBytes)

/**
 * Reads the events of a binary log in order; of a log of any size it holds 128 KiB. The log of a crashed server may be cut
 * off: what is left of its last event is not given.
 * @param onCutOff is told where the last whole event ends, before the reading ends there
 * @throws BinlogError when the file is no binary log, is encrypted, or is damaged
 */
export async function* readEvents(
  path: string,
  onCutOff: (position: number) => void = () => undefined,
): AsyncGenerator<BinlogEvent, void, undefined> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const window = new FileWindow(file)
    checkMagic(path, await window.read(0, magicBytes))
    const end = new TransactionEnd()
    let position = Math.min(magicBytes, size)
    while (position < size) {
      const header = await window.read(position, headerBytes)
      // A server that lost its power may leave zeros.
      if (header.length < headerBytes || header.equals(noEvent)) break
      const bytes = header.readUInt32LE(9)
      if (bytes < headerBytes) throw damaged(path, position, `an event of ${bytes} bytes`)
      if (position + bytes > size) break
      yield await readEvent(path, window, position, end)
      position += bytes
    }
    if (position < size || size < magicBytes) onCutOff(position)
  } finally {
    await file.close()
  }
}

function checkMagic(path: string, found: Buffer): void {
  if (found.equals(encryptedMagic)) throw encrypted(path)
  if (!found.equals(magic.subarray(0, found.length))) throw new BinlogError(`${path} is no binary log`)
}

async function readEvent(
  path: string,
  window: FileWindow,
  position: number,
  end: TransactionEnd,
): Promise<BinlogEvent> {
  const header = await window.read(position, headerBytes)
  const timestampSeconds = header.readUInt32LE(0)
  const type = header.readUInt8(4)
  const serverId = header.readUInt32LE(5)
  const bytes = header.readUInt32LE(9)
  if (type === eventType.mariadbStartEncryption) throw encrypted(path)
  const lookedAt = isLookedAt(type) ? Math.min(bytes, lookedAtBytes) : headerBytes
  const body = (await window.read(position, lookedAt)).subarray(headerBytes)
  try {
    return {
      timestampSeconds,
      type,
      serverId,
      position,
      endPosition: position + bytes,
      gtid: gtidOf(type, serverId, body),
      startsTransaction: startsTransaction(type),
      endsTransaction: end.isAt(type, body),
    }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw damaged(path, position, `an event of type ${type} that cannot be read: ${cause.message}`)
  }
}

function isLookedAt(type: number): boolean {
  return type === eventType.query || startsTransaction(type)
}

function encrypted(path: string): BinlogError {
  return new BinlogError(`${path} is encrypted: encrypted binary logs cannot be read`)
}

function damaged(path: string, position: number, what: string): BinlogError {
  return new BinlogError(`${path} is damaged at ${position}: ${what}`)
}
