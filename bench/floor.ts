import type { BenchHost } from './hosts.ts'
import { timed } from './measure.ts'
import { expected } from './typical/expected.ts'

/** One script that looks at what the typical steps look at, with as few programs as a person would use. */
function script(): string {
  const { directories, copies, templates, lines, users, services, commands } = expected
  const files = [...copies, ...templates, ...lines]
  return [
    `stat -c '%n %F %a %U %G' ${[...directories, ...files, ...commands].join(' ')}`,
    `sha256sum ${files.join(' ')}`,
    `grep -c . ${lines.join(' ')}`,
    ...users.map((name) => `getent passwd ${name}; id ${name}`),
    `systemctl show -p ActiveState,UnitFileState ${services.join(' ')}`,
    '',
  ].join('\n')
}

function lookAt({ address, user, privateKeyFile, knownHostsFile, becomePassword }: BenchHost) {
  const options = ['-o', `UserKnownHostsFile=${knownHostsFile}`, '-o', 'BatchMode=yes', '-i', privateKeyFile]
  const password = becomePassword === undefined ? '' : `${becomePassword}\n`
  const sudo = becomePassword === undefined ? 'sudo sh -s' : `sudo -S -p '' sh -s`
  return timed('ssh', [...options, `${user}@${address}`, sudo], { input: `${password}${script()}` })
}

/** The floor: one ssh with one script on every host, side by side. Wall time in milliseconds. */
export async function floor(hosts: readonly BenchHost[]): Promise<number> {
  const begin = performance.now()
  await Promise.all(hosts.map(lookAt))
  return performance.now() - begin
}
