import { homedir, userInfo } from 'node:os'
import type { ConnectOptions } from './connection.ts'
import { credentials } from './credentials.ts'
import type { Credential } from './credentials.ts'
import { readSshConfig } from './ssh-config.ts'

/** Everything needed to log in to one host: the inventory's word first, then `~/.ssh/config`, then OpenSSH's defaults. */
export interface Login {
  /** The inventory's name, for messages. */
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user: string
  readonly credentials: readonly Credential[]
  /** Read in this order; accepted keys are added to the first. */
  readonly knownHostsFiles: readonly [string, ...string[]]
  readonly connectTimeoutSeconds: number
  readonly acceptHostKey: ConnectOptions['acceptHostKey']
}

/** Resolves the options of a host to a login. Reads `~/.ssh` and the agent's socket from the environment. */
export async function resolveLogin(options: ConnectOptions): Promise<Login> {
  const config = await readSshConfig(options.address, userInfo().username)
  const user = options.user ?? config.user ?? userInfo().username
  const [first = `${homedir()}/.ssh/known_hosts`, ...others] =
    options.knownHostsFile !== undefined ? [options.knownHostsFile] : config.knownHostsFiles
  const known = options.knownHostsFile !== undefined ? [] : [...others, '/etc/ssh/ssh_known_hosts']
  return {
    name: options.name,
    address: config.hostName ?? options.address,
    port: options.port ?? config.port ?? 22,
    user,
    credentials: await credentials({
      user,
      privateKeyFile: options.privateKeyFile,
      identityFiles: config.identityFiles,
      agentSocket: process.env.SSH_AUTH_SOCK,
      password: options.password,
    }),
    knownHostsFiles: [first, ...known],
    connectTimeoutSeconds: options.connectTimeoutSeconds,
    acceptHostKey: options.acceptHostKey,
  }
}
