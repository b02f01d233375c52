import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { applyEdited, probeEdited } from '../files/edited.ts'
import { failedLook, looked } from './failed-look.ts'
import { judgeRootFile, rootFile } from './root-file.ts'

export interface HostnameParams {
  readonly name: string
}

const path = '/etc/hostname'

/** The host's own name: now and after a reboot. */
export const hostname = defineModule({
  name: 'hostname',
  probe: (_params: HostnameParams) => ({ ...probeEdited(rootFile(path)), kernel: sh`uname -n` }),
  judge(results, { name }) {
    if (!looked(results.kernel)) return failedLook('the host name', results.kernel)
    const stored = judgeRootFile(results, path, `${name}\n`)
    if (stored.kind === 'ask' || stored.kind === 'cannotTell') return stored
    const file = stored.kind === 'differs' ? stored.drift : undefined
    const now = results.kernel.stdout.trim()
    if (now !== name) return differs(`the host is named ${now}, should be ${name}`, { live: true, file })
    return file === undefined
      ? ok(`the host is named ${name}`)
      : differs(`${path} does not say ${name}`, { live: false, file })
  },
  async apply(host, { name }, { live, file }) {
    if (file !== undefined) await applyEdited(host, rootFile(path), file)
    if (live) await host.run(sh`hostname ${name} 2>/dev/null || hostnamectl set-hostname ${name}`)
  },
})
