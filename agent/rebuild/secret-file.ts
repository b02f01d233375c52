import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { optionValue } from '../../src/mysql/option-value.ts'
import type { MysqlSettings, Settings } from '../settings.ts'

/**
 * Gives work a file below /run that only its owner can read, and takes it away again: programs get their login by it, never
 * by an argument or the environment.
 */
export async function withSecretFile<T>(
  { paths }: Pick<Settings, 'paths'>,
  content: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(paths.scratch, 'login-'))
  try {
    const path = join(directory, 'login.cnf')
    await writeFile(path, content, { mode: 0o600, flag: 'wx' })
    return await work(path)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A client's login over a server's own socket: without TLS, which protects nothing there and fails with old servers. */
export function socketLogin({
  user,
  password,
  socket,
}: Pick<MysqlSettings, 'user' | 'password' | 'socket'>): string {
  return optionGroup('client', { user, password, socket, 'loose-ssl': '0' })
}

/** An option file's group. Values are quoted as the clients read them. */
export function optionGroup(group: string, options: Readonly<Record<string, string>>): string {
  const lines = Object.entries(options).map(([name, value]) => `${name}="${optionValue(value)}"`)
  return `[${group}]\n${lines.join('\n')}\n`
}
