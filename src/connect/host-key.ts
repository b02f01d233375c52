import { PlaybookError } from '../errors.ts'
import { fingerprint, keyType } from './known-hosts.ts'
import type { KnownKey } from './known-hosts.ts'

/**
 * Judges the key a host shows against what known_hosts says of it. `unknown` only when no line speaks of the host at
 * all: a host known by another key is refused, also when the key's type differs, as a man in the middle could offer one.
 * Throws `HostKeyUnknown` with both fingerprints.
 */
export function judgeHostKey(host: string, key: Buffer, known: readonly KnownKey[]): 'known' | 'unknown' {
  const shown = key.toString('base64')
  const same = known.filter((line) => line.key === shown)
  const revoked = same.find((line) => line.revoked)
  if (revoked !== undefined)
    throw new PlaybookError('HostKeyUnknown', `the host key of ${host} is revoked by ${revoked.origin}`, {
      hint: 'the key must not be trusted any more: ask who runs this host',
    })
  if (same.length > 0) return 'known'
  const valid = known.filter((line) => !line.revoked)
  if (valid.length === 0) return 'unknown'
  throw new PlaybookError('HostKeyUnknown', `the host key of ${host} is not the one in known_hosts`, {
    hint: `if the host was rebuilt, compare the fingerprint with its console, then remove the old line: ssh-keygen -R '${host}'`,
    details: [
      `the host shows ${keyType(key)} ${fingerprint(key)}`,
      ...valid.map(
        (line) => `${line.origin} has ${line.type} ${fingerprint(Buffer.from(line.key, 'base64'))}`,
      ),
    ],
  })
}

/** The signature algorithms that a key of each type is offered with; the known types first, so that the host shows that key. */
export function preferredHostKeyAlgorithms(known: readonly KnownKey[]): string[] {
  const all = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521']
  const rsa = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']
  const first = known.flatMap(({ type }) =>
    type === 'ssh-rsa' ? rsa : all.filter((algorithm) => algorithm === type),
  )
  return [...new Set([...first, ...all, ...rsa])]
}
