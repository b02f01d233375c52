import { createHash, createHmac } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hostPatternsMatch } from './host-pattern.ts'

/** One line of a known_hosts file that speaks of the host asked for. */
export interface KnownKey {
  /** `file:line`, for messages. */
  readonly origin: string
  readonly revoked: boolean
  readonly type: string
  /** The key as in the file, base64. */
  readonly key: string
}

/** The name under which known_hosts keeps a host: `[host]:port` for ports other than 22. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`
}

/** The fingerprint as ssh shows it: `SHA256:...`. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The type a public key names itself: the first string of its wire form. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1')
}

function namesHost(names: string, host: string): boolean {
  const [, version, salt = '', hash = ''] = names.split('|')
  if (names.startsWith('|'))
    return (
      version === '1' &&
      createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64') === hash
    )
  return hostPatternsMatch(names.split(','), host)
}

/**
 * The keys of one host in the text of a known_hosts file (sshd(8)). Lines of certificate authorities are passed over:
 * host certificates are not asked for, so such a host's plain key is unknown until it is accepted.
 */
export function parseKnownHosts(text: string, file: string, host: string): KnownKey[] {
  return text.split('\n').flatMap((line, index) => {
    const fields = line.trim().split(/\s+/)
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined
    const [names, type, key] = fields
    if (names === undefined || type === undefined || key === undefined || names.startsWith('#')) return []
    if (marker === '@cert-authority' || !namesHost(names, host)) return []
    return [{ origin: `${file}:${index + 1}`, revoked: marker === '@revoked', type, key }]
  })
}

/** The keys of one host in several known_hosts files; files that are missing have none. */
export async function readKnownHosts(files: readonly string[], host: string): Promise<KnownKey[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  return texts.flatMap((text, index) => parseKnownHosts(text, files[index] ?? '', host))
}

/** Adds a key at the end of a known_hosts file, which is made (0600) if it is missing. */
export async function appendKnownHost(file: string, host: string, key: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const text = await readFile(file, 'utf8').catch(() => '')
  const handle = await open(file, 'a', 0o600)
  try {
    const separator = text === '' || text.endsWith('\n') ? '' : '\n'
    await handle.appendFile(`${separator}${host} ${keyType(key)} ${key.toString('base64')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
