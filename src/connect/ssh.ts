import type { AnyAuthMethod, Client, ServerHostKeyAlgorithm } from 'ssh2'
import { PlaybookError } from '../errors.ts'
import { judgeHostKey, preferredHostKeyAlgorithms } from './host-key.ts'
import { appendKnownHost, fingerprint, keyType, knownHostName, readKnownHosts } from './known-hosts.ts'
import type { Login } from './login.ts'
import { loginError } from './ssh-errors.ts'

/** An unknown key ends the attempt, so that nobody is kept waiting at an open door while a person decides. */
class UnknownHostKey extends Error {
  readonly key: Buffer

  constructor(key: Buffer) {
    super('unknown host key')
    this.key = key
  }
}

async function attempt(login: Login, host: string): Promise<Client> {
  const { default: ssh2 } = await import('ssh2')
  const known = await readKnownHosts(login.knownHostsFiles, host)
  const untried = login.credentials.filter(({ method }) => method !== undefined)
  const tried: string[] = []
  let accepted: readonly string[] = []
  let refusal: unknown
  const client = new ssh2.Client()
  return new Promise((resolve, reject) => {
    client.on('ready', () => {
      client.setNoDelay(true)
      // One listener for each statement under way: many are no leak.
      client.setMaxListeners(0)
      resolve(client)
    })
    client.on('error', (error) => {
      // An agent without a usable key is reported as an error, although the next credential is tried.
      if ((error as { level?: string }).level === 'agent') return
      reject(
        refusal instanceof UnknownHostKey ? refusal : loginError(login, refusal ?? error, tried, accepted),
      )
    })
    client.on('close', () => reject(loginError(login, { code: 'ECONNRESET' }, tried, accepted)))
    client.connect({
      host: login.address,
      port: login.port,
      username: login.user,
      readyTimeout: login.connectTimeoutSeconds * 1000,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      algorithms: { serverHostKey: preferredHostKeyAlgorithms(known) as ServerHostKeyAlgorithm[] },
      hostVerifier(key: Buffer): boolean {
        try {
          if (judgeHostKey(host, key, known) === 'known') return true
          refusal = new UnknownHostKey(key)
        } catch (error) {
          refusal = error
        }
        return false
      },
      authHandler(left, _partial, next) {
        if (Array.isArray(left)) accepted = left
        const credential = untried.shift()
        if (credential !== undefined) tried.push(credential.shown)
        ;(next as (method: AnyAuthMethod | false) => void)(credential?.method ?? false)
      },
    })
  })
}

/**
 * Logs in by ssh. A key that no known_hosts line speaks of is shown to `acceptHostKey`, added when accepted, and the login
 * made anew. Throws `Unreachable`, `HostKeyUnknown` or `AuthenticationFailed`.
 */
export async function openSsh(login: Login): Promise<Client> {
  const host = knownHostName(login.address, login.port)
  try {
    return await attempt(login, host)
  } catch (error) {
    if (!(error instanceof UnknownHostKey)) throw error
    const { key } = error
    const shown = { host, type: keyType(key), fingerprint: fingerprint(key) }
    if (!(await login.acceptHostKey(shown)))
      throw new PlaybookError('HostKeyUnknown', `the host key of ${login.name} (${host}) is not known`, {
        hint: 'compare the fingerprint with the host itself, then run again with --accept-new-host-keys',
        details: [`${shown.type} ${shown.fingerprint}`],
      })
    await appendKnownHost(login.knownHostsFiles[0], host, key)
    return attempt(login, host)
  }
}
