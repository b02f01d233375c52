import { differs, ok, warn } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { applyEdited, judgeEdited, probeEdited } from '../files/edited.ts'
import { failedLook, looked } from './failed-look.ts'
import { keepLine } from './keep-line.ts'
import { rootFile } from './root-file.ts'

export interface SysctlParams {
  /** The key with dots: `vm.swappiness`. A dot inside a part (an interface's name) is written as a slash. */
  readonly name: string
  readonly value: string | number
  /** The file below /etc/sysctl.d that keeps it over a reboot, without `.conf`; `99-playbook` by default. */
  readonly file?: string
  /**
   * The host is a container (a fact): what is not `net.` belongs to the machine around it and is only written down.
   * Elsewhere a key that cannot be set is an error.
   */
  readonly container: boolean
}

function fileOf({ file = '99-playbook' }: SysctlParams) {
  return rootFile(`/etc/sysctl.d/${file}.conf`)
}

/** The key's file below /proc/sys; there `/` separates, and the key's own slashes stand for dots. */
function kernelFile(name: string): string {
  return `/proc/sys/${name.replace(/[./]/g, (sign) => (sign === '.' ? '/' : '.'))}`
}

/** The kernel separates several numbers by tabs, people by spaces. */
function plain(value: string | number): string {
  return String(value).trim().split(/\s+/).join(' ')
}

function sets(name: string): (line: string) => boolean {
  return (line) => !/^\s*[#;]/.test(line) && line.split('=')[0]?.trim().replace(/^-/, '') === name
}

/** A parameter of the kernel: now and after a reboot. */
export const sysctl = defineModule({
  name: 'sysctl',
  probe: (params: SysctlParams) => ({
    ...probeEdited(fileOf(params)),
    kernel: sh`cat ${kernelFile(params.name)}`,
  }),
  judge(results, params) {
    const { name, container } = params
    const { path } = fileOf(params)
    const value = plain(params.value)
    const ours = !container || name.startsWith('net.')
    if (ours && !looked(results.kernel)) return failedLook(`kernel parameter ${name}`, results.kernel)
    const stored = judgeEdited(results, fileOf(params), keepLine(sets(name), `${name} = ${value}`))
    if (stored.kind === 'ask' || stored.kind === 'cannotTell') return stored

    const now = plain(results.kernel.stdout)
    const live = ours && now !== value
    const file = stored.kind === 'differs' ? stored : undefined
    const wrong = [
      ...(live ? [`is ${now}, should be ${value}`] : []),
      ...(file ? [`is not kept as ${value} in ${path}`] : []),
    ]
    if (wrong.length > 0)
      return differs(`${name} ${wrong.join(' and ')}`, { live, file: file?.drift }, file?.diff)
    return ours || now === value
      ? ok(`${name} is ${value}`)
      : warn(
          `${name} is ${value} in ${path}; what holds here, ${now || 'unknown'}, is the container's host's`,
        )
  },
  async apply(host, params, { live, file }) {
    if (file !== undefined) await applyEdited(host, fileOf(params), file)
    if (live) await host.run(sh`printf '%s\\n' ${plain(params.value)} > ${kernelFile(params.name)}`)
  },
})
