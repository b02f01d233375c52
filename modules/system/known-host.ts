import { cannotTell, differs } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { applyEdited, judgeEdited, probeEdited } from '../files/edited.ts'
import { keepLine } from './keep-line.ts'
import { lineNow } from './root-file.ts'

export interface KnownHostParams {
  /** A file in the format of known_hosts: `/etc/ssh/ssh_known_hosts`. Its directory exists. */
  readonly path: string
  /** The name or address that ssh is called with; `[address]:port` for another port than 22. */
  readonly host: string
  /** A host's public key as its `.pub` file says; a comment is dropped. */
  readonly key: string
}

/** One key of one SSH server that is trusted. A former key of the same type is replaced. */
export const knownHost = defineModule({
  name: 'knownHost',
  probe: ({ path }: KnownHostParams) => probeEdited({ path }),
  judge(results, { path, host, key }) {
    const [type = '', blob = ''] = key.trim().split(/\s+/)
    if (!/^[\w@.-]+$/.test(type) || !/^[A-Za-z0-9+/]+=*$/.test(blob))
      return cannotTell(`no public key for ${host}`)
    const matches = (line: string) => {
      const [hosts, lineType] = line.trim().split(/\s+/)
      return hosts === host && lineType === type
    }
    const edit = keepLine(matches, `${host} ${type} ${blob}`)
    const finding = judgeEdited(results, { path, create: true }, edit)
    if (finding.kind !== 'differs') return finding
    const now = lineNow(results.file, matches)
    const because = `${path} has ${now ? 'another' : 'no'} ${type} key of ${host}`
    return differs(because, finding.drift, finding.diff)
  },
  async apply(host, { path }, drift) {
    await applyEdited(host, { path }, drift)
  },
})
