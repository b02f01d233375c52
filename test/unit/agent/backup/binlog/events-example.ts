import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { readEvents } from '../../../../../agent/backup/binlog/events.ts'
import type { BinlogEvent } from '../../../../../agent/backup/binlog/events.ts'

/** What the servers' own programs print of the fixtures. */
export const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Record<
  string,
  { events: number[]; gtids: [position: number, gtid: string, seconds: number][] }
>

export function fixture(name: string): string {
  return join(import.meta.dirname, 'fixtures', name)
}

/** A directory that goes after the tests of the file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'binlog-'))
  after(() => rmSync(directory, { recursive: true }))
  return directory
}

const magic = Buffer.from('fe62696e', 'hex')

/** A log file made of events by hand. */
export function writeLog(path: string, ...events: Buffer[]): string {
  writeFileSync(path, Buffer.concat([magic, ...events]))
  return path
}

/** An event without a checksum. The position in its header is never right: nobody may need it. */
export function madeEvent(
  type: number,
  seconds: number,
  body: Buffer = Buffer.alloc(0),
  serverId = 7,
): Buffer {
  const header = Buffer.alloc(19)
  header.writeUInt32LE(seconds, 0)
  header.writeUInt8(type, 4)
  header.writeUInt32LE(serverId, 5)
  header.writeUInt32LE(header.length + body.length, 9)
  return Buffer.concat([header, body])
}

export const uuid = '00112233-4455-6677-8899-aabbccddeeff'

export function gtidEvent(number: bigint, seconds: number): Buffer {
  const body = Buffer.alloc(25)
  body.write(uuid.replaceAll('-', ''), 1, 'hex')
  body.writeBigInt64LE(number, 17)
  return madeEvent(33, seconds, body)
}

export function mariadbGtidEvent(
  domain: number,
  server: number,
  number: bigint,
  seconds: number,
  flags = 0,
): Buffer {
  const body = Buffer.alloc(19)
  body.writeBigUInt64LE(number, 0)
  body.writeUInt32LE(domain, 8)
  body.writeUInt8(flags, 12)
  return madeEvent(162, seconds, body, server)
}

export function queryEvent(statement: string, seconds: number): Buffer {
  const postHeader = Buffer.alloc(13)
  postHeader.writeUInt8(4, 8)
  postHeader.writeUInt16LE(3, 11)
  const checksum = 'abcd'
  return madeEvent(2, seconds, Buffer.concat([postHeader, Buffer.from(`vvvshop\0${statement}${checksum}`)]))
}

export async function eventsOf(path: string): Promise<{ events: BinlogEvent[]; cutAt: number | null }> {
  const events: BinlogEvent[] = []
  let cutAt: number | null = null
  for await (const event of readEvents(path, (at) => (cutAt = at))) events.push(event)
  return { events, cutAt }
}
