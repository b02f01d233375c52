import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LabFailure } from '../failure.ts'

/** One source of binary packages in this machine's apt configuration. */
export type AptSource = {
  readonly uri: string
  readonly suite: string
  readonly components: readonly string[]
  /** Path of the keyring that signs it, where one is named. */
  readonly signedBy: string | undefined
}

/** Reads the one-line format of sources.list(5); options other than signed-by are skipped. */
export function parseOneLine(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)([^#]*)/.exec(line)
    if (!match) return []
    const [, options = '', uri = '', suite = '', rest = ''] = match
    const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1]
    return [{ uri, suite, components: rest.split(/\s+/).filter(Boolean), signedBy }]
  })
}

/** Reads the deb822 format: stanzas of fields with continuation lines and comments; disabled ones are left out. */
export function parseDeb822(text: string): AptSource[] {
  const withoutComments = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = new Map<string, string>()
    let name = ''
    for (const line of stanza.split('\n')) {
      const start = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line)
      if (start) name = (start[1] ?? '').toLowerCase()
      fields.set(name, `${fields.get(name) ?? ''} ${start ? (start[2] ?? '') : line.trim()}`.trim())
    }
    const words = (field: string): string[] => (fields.get(field) ?? '').split(/\s+/).filter(Boolean)
    if (!words('types').includes('deb') || /^(no|false|0)$/i.test(fields.get('enabled') ?? '')) return []
    const keyring = words('signed-by').length === 1 ? words('signed-by')[0] : undefined
    const signedBy = keyring?.startsWith('/') ? keyring : undefined
    return words('uris').flatMap((uri) =>
      words('suites').map((suite) => ({ uri, suite, components: words('components'), signedBy })),
    )
  })
}

/** The machine's Debian mirror: where its own release's main component comes from. Other mirrors carry no other suites. */
export function findMirror(sources: readonly AptSource[], codename: string): AptSource {
  const mirror = sources.find(
    ({ uri, suite, components }) => suite === codename && components.includes('main') && /^https?:/.test(uri),
  )
  if (mirror) return mirror
  throw new LabFailure(`no http mirror of Debian ${codename} main in this machine's apt sources`, 2)
}

/** All sources of this machine, from both formats. */
export function machineSources(etcApt = '/etc/apt'): AptSource[] {
  const parts = join(etcApt, 'sources.list.d')
  const files = [join(etcApt, 'sources.list'), ...list(parts).map((name) => join(parts, name))]
  return files.flatMap((file) => {
    if (file.endsWith('.sources')) return parseDeb822(read(file))
    return file.endsWith('.list') ? parseOneLine(read(file)) : []
  })
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted()
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
