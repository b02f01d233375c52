import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { PlaybookError } from '../errors.ts'
import { hostPatternsMatch } from './host-pattern.ts'

/** What `~/.ssh/config` says about one host; the first value of each keyword counts, as in ssh_config(5). */
export interface SshConfig {
  readonly hostName?: string
  readonly user?: string
  readonly port?: number
  readonly identityFiles: readonly string[]
  readonly knownHostsFiles: readonly string[]
}

/** Splits `Keyword value "other value"` or `Keyword=value`; an empty list for blank lines and comments. */
function words(line: string): string[] {
  const text = line.trim()
  if (text === '' || text.startsWith('#')) return []
  const [, keyword = '', rest = ''] = /^([^\s=]+)[\s=]*(.*)$/.exec(text) ?? []
  return [
    keyword.toLowerCase(),
    ...[...rest.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? ''),
  ]
}

/** Reads the text of an ssh_config for one host. `Match` blocks and unknown keywords are passed over. */
export function parseSshConfig(text: string, host: string, home: string, user: string): SshConfig {
  const single = new Map<string, string>()
  const lists: Record<string, string[]> = { identityfile: [], userknownhostsfile: [] }
  let applies = true
  for (const line of text.split('\n')) {
    const [keyword, ...values] = words(line)
    if (keyword === undefined) continue
    if (keyword === 'host') applies = hostPatternsMatch(values, host)
    else if (keyword === 'match') applies = values[0]?.toLowerCase() === 'all'
    else if (applies && keyword === 'identityfile') lists.identityfile?.push(...values)
    else if (applies && keyword === 'userknownhostsfile' && lists.userknownhostsfile?.length === 0)
      lists.userknownhostsfile.push(...values)
    else if (applies && !single.has(keyword)) single.set(keyword, values.join(' '))
  }
  refuseJump(single, host)
  const hostName = single.get('hostname')?.replaceAll('%h', host)
  const login = single.get('user')
  const port = Number(single.get('port'))
  const expand = (path: string): string =>
    path
      .replace(/^~(?=\/|$)/, home)
      .replace(
        /%[dhru%]/g,
        (token) => ({ '%d': home, '%h': hostName ?? host, '%r': login ?? user, '%u': user })[token] ?? '%',
      )
  return {
    ...(hostName !== undefined && { hostName }),
    ...(login !== undefined && { user: login }),
    ...(port > 0 && { port }),
    identityFiles: (lists.identityfile ?? []).map(expand),
    knownHostsFiles: (lists.userknownhostsfile ?? []).map(expand),
  }
}

function refuseJump(single: ReadonlyMap<string, string>, host: string): void {
  for (const keyword of ['ProxyJump', 'ProxyCommand']) {
    const value = single.get(keyword.toLowerCase())
    if (value === undefined || value.toLowerCase() === 'none') continue
    throw new PlaybookError(
      'Unreachable',
      `~/.ssh/config reaches ${host} by ${keyword}, which is not supported yet`,
      {
        hint: `run from a machine that reaches ${host} directly, or set "${keyword} none" for it`,
      },
    )
  }
}

/** The part of `~/.ssh/config` for one host; empty when there is no such file. */
export async function readSshConfig(host: string, user: string): Promise<SshConfig> {
  const home = homedir()
  const text = await readFile(`${home}/.ssh/config`, 'utf8').catch(() => '')
  return parseSshConfig(text, host, home, user)
}
