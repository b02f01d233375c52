import { differs } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { applyEdited, judgeEdited, probeEdited } from '../files/edited.ts'
import { keepLine } from './keep-line.ts'
import { lineNow, rootFile } from './root-file.ts'

export interface LimitsParams {
  /** A user, `@group` or `*`. */
  readonly domain: string
  /** `-` is both. */
  readonly type: 'soft' | 'hard' | '-'
  /** As in limits.conf(5): `nofile`, `nproc`, `memlock` ... */
  readonly item: string
  readonly value: number | 'unlimited'
  /** The file below /etc/security/limits.d, without `.conf`; `99-playbook` by default. */
  readonly file?: string
}

function fileOf({ file = '99-playbook' }: LimitsParams) {
  return rootFile(`/etc/security/limits.d/${file}.conf`)
}

/** A limit of login sessions (pam_limits). Services have theirs in their unit. */
export const limits = defineModule({
  name: 'limits',
  probe: (params: LimitsParams) => probeEdited(fileOf(params)),
  judge(results, params) {
    const key = [params.domain, params.type, params.item].join(' ')
    const line = `${key} ${params.value}`
    const matches = (one: string) => one.trim().split(/\s+/).slice(0, 3).join(' ') === key
    const finding = judgeEdited(results, fileOf(params), keepLine(matches, line))
    const now = lineNow(results.file, matches)
    if (finding.kind !== 'differs' || now === line) return finding
    const { path } = fileOf(params)
    const because = now === undefined ? `${path} has no ${line}` : `${path} has ${now}, should be ${line}`
    return differs(because, finding.drift, finding.diff)
  },
  async apply(host, params, drift) {
    await host.run(sh`umask 022; mkdir -p /etc/security/limits.d`)
    await applyEdited(host, fileOf(params), drift)
  },
})
