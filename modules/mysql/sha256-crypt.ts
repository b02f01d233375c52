import { createHash } from 'node:crypto'

const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Which bytes of the digest make up each group of four characters. */
const order = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
]

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function times(count: number, part: Uint8Array): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => part))
}

/** The digest over and over, `length` bytes of it. */
function stretch(digest: Buffer, length: number): Buffer {
  return times(Math.ceil(length / digest.length), digest).subarray(0, length)
}

function encode(digest: Buffer): string {
  const groups = order.map((bytes) => bytes.reduce((value, index) => (value << 8) | (digest[index] ?? 0), 0))
  const characters = (value: number, count: number) =>
    Array.from({ length: count }, (_, index) => alphabet[(value >> (6 * index)) & 63]).join('')
  const last = ((digest[31] ?? 0) << 8) | (digest[30] ?? 0)
  return groups.map((value) => characters(value, 4)).join('') + characters(last, 3)
}

/**
 * SHA-256 crypt, Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512": the last 43 characters. MySQL's
 * caching_sha2_password stores it, with a salt of 20 bytes instead of 16.
 */
export function sha256Crypt(password: string, salt: Uint8Array, rounds: number): string {
  const secret = Buffer.from(password, 'utf8')
  const alternate = sha256(secret, salt, secret)
  const bits: Uint8Array[] = []
  for (let left = secret.length; left > 0; left >>= 1) bits.push(left & 1 ? alternate : secret)
  let digest = sha256(secret, salt, stretch(alternate, secret.length), ...bits)

  const p = stretch(sha256(times(secret.length, secret)), secret.length)
  const s = stretch(sha256(times(16 + (digest[0] ?? 0), salt)), salt.length)
  const nothing = new Uint8Array()
  for (let round = 0; round < rounds; round++) {
    const [before, after] = round & 1 ? [p, digest] : [digest, p]
    digest = sha256(before, round % 3 ? s : nothing, round % 7 ? p : nothing, after)
  }
  return encode(digest)
}
