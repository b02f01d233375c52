import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chunksOf } from './chunks.ts'
import type { Pieces } from './pieces.ts'
import { UnsealError } from './unseal-error.ts'

/** Bytes of a key. */
export const keyBytes = 32

const algorithm = 'aes-256-gcm'
const chunkBytes = 1024 * 1024
const tagBytes = 16
const saltBytes = 16
/** The last byte is the version of the format. */
const magic = Buffer.from('mysqlha\x01', 'latin1')
const headerBytes = magic.length + saltBytes
const purpose = 'mysqlha: a file of a backup'

/**
 * Encrypts with AES-256-GCM in chunks of 1 MiB, each with its tag, behind a header: magic, version, salt. The key is the
 * file's own, so that no nonce comes twice; the nonce is the chunk's number and whether it is the last (the STREAM
 * construction), so that no chunk can be left out, added or moved.
 */
export async function* encrypt(source: Pieces, key: Buffer): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes)
  const ownKey = keyOfFile(key, salt)
  yield Buffer.concat([magic, salt])
  let number = 0n
  for await (const { bytes, last } of chunksOf(source, chunkBytes)) {
    const cipher = createCipheriv(algorithm, ownKey, nonceOf(number++, last), { authTagLength: tagBytes })
    const encrypted = cipher.update(bytes)
    cipher.final()
    if (encrypted.length > 0) yield encrypted
    yield cipher.getAuthTag()
  }
}

/** Gives back what `encrypt` was given; nothing that was not authenticated leaves it. @throws UnsealError */
export async function* decrypt(source: Pieces, key: Buffer): AsyncGenerator<Buffer> {
  let ownKey: Buffer | null = null
  let number = 0n
  for await (const { bytes, last } of chunksOf(source, chunkBytes + tagBytes, headerBytes)) {
    if (ownKey === null) {
      if (last || !bytes.subarray(0, magic.length).equals(magic)) throw new UnsealError('it is not encrypted')
      ownKey = keyOfFile(key, bytes.subarray(magic.length))
      continue
    }
    const plain = decryptChunk(bytes, ownKey, nonceOf(number++, last))
    if (plain.length > 0) yield plain
  }
}

function decryptChunk(bytes: Buffer, key: Buffer, nonce: Buffer): Buffer {
  const end = bytes.length - tagBytes
  if (end < 0) throw new UnsealError('it ends within the tag of a chunk')
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(bytes.subarray(end))
  const plain = decipher.update(bytes.subarray(0, end))
  try {
    decipher.final()
  } catch (cause) {
    throw new UnsealError('it was encrypted with another key', { cause })
  }
  return plain
}

function keyOfFile(key: Buffer, salt: Buffer): Buffer {
  if (key.length !== keyBytes) throw new Error(`a key has ${keyBytes} bytes, not ${key.length}`)
  return Buffer.from(hkdfSync('sha256', key, salt, purpose, keyBytes))
}

function nonceOf(number: bigint, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(number, 3)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}
