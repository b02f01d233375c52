import { createRequire } from 'node:module'

/**
 * Whether ssh2's compiled ciphers are in use. Without them (no compiler at installation) everything works at about half
 * the speed: an upload was measured at 140 MB/s against 300 to 440 MB/s.
 */
export function compiledCryptoInUse(): boolean {
  const crypto = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js') as {
    bindingAvailable?: unknown
  }
  return crypto.bindingAvailable === true
}
