import { createHash } from 'node:crypto'
import { Secret } from '../../src/values/secret.ts'
import { sha256Crypt } from './sha256-crypt.ts'

function sha1(data: string | Buffer): Buffer {
  return createHash('sha1').update(data).digest()
}

/** What mysql_native_password stores: `*` and SHA1(SHA1(password)) in hex. */
export function nativeHash(password: Secret): Secret {
  const hash = `*${sha1(sha1(password.reveal())).toString('hex').toUpperCase()}`
  return new Secret(hash, `hash of ${password.label}`)
}

/** The start of what caching_sha2_password stores, `$A$005$` and a salt of 20 bytes, in hex. Not the hash itself. */
const cachingSha2Start = /^\$A\$([0-9A-Fa-f]{3})\$$/

/** What caching_sha2_password stores for a password with the salt at hand; undefined when `startHex` is no such start. */
export function cachingSha2Hash(password: Secret, startHex: string): Secret | undefined {
  const start = Buffer.from(startHex, 'hex')
  const thousands = cachingSha2Start.exec(start.subarray(0, 7).toString('latin1'))?.[1]
  if (thousands === undefined || start.length !== 27) return undefined
  const hash = sha256Crypt(password.reveal(), start.subarray(7), Number.parseInt(thousands, 16) * 1000)
  return new Secret(start.toString('latin1') + hash, `hash of ${password.label}`)
}
