import { PlaybookError } from '../../src/errors.ts'
import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import type { Facts } from '../../src/plan/facts.ts'
import { sh } from '../../src/values/shell.ts'
import { aptInstall, aptRemove } from './apt.ts'
import { dnfInstall, dnfRemove } from './dnf.ts'

export interface PackageParams {
  /** Real packages, not virtual ones. `libaio1t64|libaio1` is the first of several names that the host or its repositories know. */
  readonly name: string | readonly string[]
  /** `present` by default. */
  readonly state?: 'present' | 'absent'
  /** The host's package manager: a fact. */
  readonly manager: Facts['packageManager']
  /** False holds back the services that Debian's packages would start while they are installed; true by default. */
  readonly startServices?: boolean
}

function namesOf({ name }: PackageParams): readonly string[] {
  return typeof name === 'string' ? [name] : name
}

function alternatives(name: string): string[] {
  return name.split('|')
}

/** What the package manager said last, under a sentence that says what was to be done; a lost connection stays what it is. */
function packageFailure(error: unknown, host: string, names: readonly string[]): unknown {
  if (!(error instanceof PlaybookError) || error.code !== 'CommandFailed') return error
  const unknown = error.details.some((line) => line.startsWith('No repository of this host has'))
  return new PlaybookError('CommandFailed', `the package manager of ${host} failed on ${names.join(', ')}`, {
    hint: unknown
      ? `Add a repository that has them to ${host}, or copy the packages to one that it reads.`
      : `On ${host}, repair what the package manager says, then resume.`,
    details: error.details,
    cause: error,
  })
}

/** Packages of the distribution's own package manager, without what they only recommend. */
export const packages = defineModule({
  name: 'package',
  probe(params: PackageParams) {
    const names = namesOf(params).flatMap(alternatives)
    // Both exit with 1 when a name is unknown to them: that is an answer.
    return {
      installed:
        params.manager === 'apt'
          ? sh`dpkg-query -W -f='\${Package}\\t\${db:Status-Status}\\n' ${names} 2>/dev/null || [ $? -eq 1 ]`
          : sh`rpm -q --qf '%{NAME}\\tinstalled\\n' ${names} 2>/dev/null || true`,
    }
  },
  judge({ installed }, params) {
    const { manager, state = 'present' } = params
    if (manager === 'none') return cannotTell('the host has neither apt nor dnf nor yum')
    if (installed.timedOut || installed.exitCode !== 0)
      return cannotTell(`cannot ask ${manager} what is installed`)
    const lines = installed.stdout.split('\n').map((line) => line.split('\t'))
    const statusOf = (name: string) => lines.find(([one]) => one === name)?.[1] ?? 'not-installed'
    const isThere = (name: string) => statusOf(name) === 'installed'

    const names = namesOf(params)
    if (state === 'absent') {
      const there = names
        .flatMap(alternatives)
        .filter((name) => !/^(not-installed|config-files)$/.test(statusOf(name)))
      return there.length > 0
        ? differs(`installed: ${there.join(', ')}`, there)
        : ok(`not installed: ${names.join(', ')}`)
    }
    const missing = names.filter((name) => !alternatives(name).some(isThere))
    if (missing.length === 0)
      return ok(`installed: ${names.map((name) => alternatives(name).find(isThere)).join(', ')}`)
    const halves = missing
      .flatMap(alternatives)
      .filter((name) => /^(half|unpacked|triggers)/.test(statusOf(name)))
    const notes = halves.map((name) => ` (${name} is ${statusOf(name)})`)
    return differs(`not installed: ${missing.join(', ')}${notes.join('')}`, missing)
  },
  async apply(host, { manager, state = 'present', startServices = true }, names) {
    if (manager === 'none') return
    const [install, remove] =
      manager === 'apt'
        ? [aptInstall(names, { startServices }), aptRemove(names)]
        : [dnfInstall(manager, names), dnfRemove(manager, names)]
    try {
      await host.job(state === 'absent' ? remove : install)
    } catch (error) {
      throw packageFailure(error, host.name, names)
    }
  },
})
