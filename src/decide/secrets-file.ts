import { open, type FileHandle } from 'node:fs/promises'
import { isScalar, parseDocument } from 'yaml'
import { PlaybookError, messageOf } from '../errors.ts'
import { shownPath } from '../inventory/files.ts'
import { placeOf, shownName } from '../inventory/origin.ts'
import type { Problem } from '../inventory/problem.ts'
import { parseYamlFile, topEntries } from '../inventory/yaml-file.ts'
import { Secret } from '../values/secret.ts'
import { quoteWord } from '../values/shell.ts'
import { writeDurably } from './write-durably.ts'

const header = `# Passwords of this inventory. Keep a copy in a safe place, and never in version control.
# become_password, become_password_HOST and ssh_password, ssh_password_HOST may be added by hand, in quotes.
`

export interface SecretsFile {
  /** The whole text; holds every secret. */
  readonly text: string
  readonly secrets: ReadonlyMap<string, Secret>
}

async function refuseIfOthersMayRead(handle: FileHandle, path: string): Promise<void> {
  const found = await handle.stat()
  const file = shownPath(path)
  if (!found.isFile()) throw new PlaybookError('BadSecrets', `${file} is not a file`)
  if ((found.mode & 0o077) === 0) return
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
  const hint = `chmod 600 ${quoteWord(path)}`
  throw new PlaybookError('BadSecrets', `${file} is open to others (mode ${mode})`, { hint })
}

async function textOf(path: string): Promise<string> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return header
    throw new PlaybookError('BadSecrets', `${shownPath(path)} cannot be read: ${messageOf(cause)}`)
  }
  try {
    await refuseIfOthersMayRead(handle, path)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/**
 * Reads secrets.yml (`key: "text"`); an absent file has no secrets. Throws `BadSecrets` when others may read the file, or
 * when it has another form. No message holds anything of the file but keys.
 */
export async function readSecretsFile(path: string): Promise<SecretsFile> {
  const text = await textOf(path)
  const yaml = parseYamlFile(shownPath(path), text)
  // A parser's message may quote what it stumbled over.
  const problems: Problem[] = yaml.problems.map(({ origin }) => ({ origin, message: 'not valid YAML' }))
  const secrets = new Map<string, Secret>()
  for (const { name, value, origin } of problems.length > 0 ? [] : topEntries(yaml, problems)) {
    const content: unknown = isScalar(value) ? value.value : undefined
    if (typeof content === 'string' && /^[^\p{Cc}]+$/u.test(content))
      secrets.set(name, new Secret(content, name))
    else problems.push({ origin, message: `${shownName(name)}: must be text of one line, in quotes` })
  }
  if (problems.length === 0) return { text, secrets }
  const details = problems.map(({ origin, message }) => `${placeOf(origin)}: ${message}`)
  throw new PlaybookError('BadSecrets', `${shownPath(path)} cannot be used`, { details })
}

/** Adds secrets to what was read, keeping comments and order; on disk, 0600, when the promise resolves. */
export async function addToSecretsFile(
  path: string,
  { text }: SecretsFile,
  added: readonly Secret[],
): Promise<void> {
  const document = parseDocument(text)
  for (const secret of added) document.set(secret.label, secret.reveal())
  try {
    await writeDurably(path, document.toString({ lineWidth: 0 }), 0o600)
  } catch (cause) {
    throw new PlaybookError('BadSecrets', `${shownPath(path)} cannot be written: ${messageOf(cause)}`)
  }
}
