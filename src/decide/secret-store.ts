import { join } from 'node:path'
import { PlaybookError } from '../errors.ts'
import type { SecretSpec } from '../plan/decision.ts'
import { Secret } from '../values/secret.ts'
import { generateKey, generatePassword } from './generate.ts'
import type { Questioner } from './questioner.ts'
import { addToSecretsFile, readSecretsFile } from './secrets-file.ts'

/** The passwords by which a host is reached; `KIND_HOST` stands before `KIND`. */
export type HostPassword = 'become_password' | 'ssh_password'

export interface SecretSources {
  /** The inventory's directory, where secrets.yml is. */
  readonly directory: string
  /** Where `PLAYBOOK_SECRET_<KEY>` may stand. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Absent when nobody can be asked. */
  readonly questioner?: Questioner
}

function variableNameOf(key: string): string {
  return `PLAYBOOK_SECRET_${key.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
}

/** The secrets of one inventory: from secrets.yml, the environment, the person, or generated and kept. */
export class SecretStore {
  readonly #sources: SecretSources
  readonly #path: string
  readonly #asked = new Map<string, Secret>()

  constructor(sources: SecretSources) {
    this.#sources = sources
    this.#path = join(sources.directory, 'secrets.yml')
  }

  #fromEnvironment(key: string): Secret | undefined {
    const value = this.#sources.environment[variableNameOf(key)]
    if (value === undefined || value === '') return undefined
    if (!/\p{Cc}/u.test(value)) return new Secret(value, key)
    throw new PlaybookError('BadSecrets', `${variableNameOf(key)} in the environment is not text of one line`)
  }

  #find(key: string, secrets: ReadonlyMap<string, Secret>): Secret | undefined {
    const kept = secrets.get(key)
    const set = this.#fromEnvironment(key)
    if (kept !== undefined && set !== undefined && kept.reveal() !== set.reveal()) {
      const hint = `unset ${variableNameOf(key)}, or take ${key} out of secrets.yml`
      throw new PlaybookError('BadSecrets', `secrets.yml and the environment disagree about ${key}`, { hint })
    }
    return kept ?? set
  }

  /**
   * A value for every key that roles use. What is nowhere yet is generated and is in secrets.yml, flushed to the disk, when
   * the promise resolves; so a server never has a password that nobody else has. Who only looks (`dryRun`) needs none on
   * disk. Throws `BadSecrets`.
   */
  async obtain(specs: readonly SecretSpec[], { dryRun = false } = {}): Promise<ReadonlyMap<string, Secret>> {
    const file = await readSecretsFile(this.#path)
    const obtained = new Map<string, Secret>()
    const generated: Secret[] = []
    for (const { key, length, alphabet } of specs) {
      if (obtained.has(key)) continue
      const found = this.#find(key, file.secrets)
      const secret =
        found ?? new Secret(alphabet === 'hexadecimal' ? generateKey(length) : generatePassword(length), key)
      if (found === undefined) generated.push(secret)
      obtained.set(key, secret)
    }
    if (generated.length > 0 && !dryRun) await addToSecretsFile(this.#path, file, generated)
    return obtained
  }

  /** The password of a host, when it is known: asked before, its own, or that of all hosts. Throws `BadSecrets`. */
  async hostPassword(kind: HostPassword, host: string): Promise<Secret | undefined> {
    const own = `${kind}_${host}`
    const { secrets } = await readSecretsFile(this.#path)
    return this.#asked.get(own) ?? this.#find(own, secrets) ?? this.#find(kind, secrets)
  }

  /** Asks the person for the password of a host and remembers it for this run alone; undefined when nobody can be asked. */
  async askHostPassword(kind: HostPassword, host: string): Promise<Secret | undefined> {
    const label = `${kind}_${host}`
    const what = kind === 'ssh_password' ? 'SSH password' : 'Password for becoming root'
    const secret = await this.#sources.questioner?.secret(`${what} on ${host}`, label)
    if (secret !== undefined) this.#asked.set(label, secret)
    return secret
  }
}
