import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import type { AnyAuthMethod } from 'ssh2'
import { messageOf } from '../errors.ts'
import type { Secret } from '../values/secret.ts'

/** One way to log in, and how it is called in messages. */
export interface Credential {
  readonly shown: string
  /** Absent when it cannot be tried; `shown` says why. */
  readonly method?: AnyAuthMethod
}

interface CredentialSources {
  readonly user: string
  readonly privateKeyFile: string | undefined
  readonly identityFiles: readonly string[]
  readonly agentSocket: string | undefined
  readonly password: Secret | undefined
}

const defaultKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa'] as const

async function keyFile(username: string, path: string, required: boolean): Promise<Credential[]> {
  const { default: ssh2 } = await import('ssh2')
  try {
    const key = await readFile(path)
    const parsed = ssh2.utils.parseKey(key)
    if (!(parsed instanceof Error))
      return [{ shown: `key ${path}`, method: { type: 'publickey', username, key } }]
    const why = /encrypted/i.test(parsed.message)
      ? 'needs a passphrase: add it to ssh-agent'
      : `cannot be used: ${parsed.message}`
    return [{ shown: `key ${path} (${why})` }]
  } catch (cause) {
    return required ? [{ shown: `key ${path} (cannot be read: ${messageOf(cause)})` }] : []
  }
}

/**
 * What to log in with, in order: the inventory's key, the agent, the keys of `~/.ssh/config` (else the usual names), the
 * password. The inventory's own key comes before the agent because a host counts every key of a well-filled agent as a
 * failed attempt and hangs up after six.
 */
export async function credentials(sources: CredentialSources): Promise<Credential[]> {
  const { user: username, privateKeyFile, agentSocket, password } = sources
  const own = privateKeyFile === undefined ? [] : await keyFile(username, privateKeyFile, true)
  const agent: Credential[] = agentSocket
    ? [{ shown: 'ssh-agent', method: { type: 'agent', username, agent: agentSocket } }]
    : []
  const configured = sources.identityFiles.map((path) => keyFile(username, path, true))
  const usual = defaultKeys.map((name) => keyFile(username, `${homedir()}/.ssh/${name}`, false))
  const files =
    privateKeyFile !== undefined ? [] : await Promise.all(configured.length > 0 ? configured : usual)
  const secret: Credential[] =
    password === undefined
      ? []
      : [{ shown: 'password', method: { type: 'password', username, password: password.reveal() } }]
  return [...own, ...agent, ...files.flat(), ...secret]
}
