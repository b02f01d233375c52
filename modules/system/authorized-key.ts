import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { linesOf, textOf } from '../files/lines.ts'
import { failedLook, looked } from './failed-look.ts'
import { keepLine } from './keep-line.ts'

export interface AuthorizedKeyParams {
  readonly user: string
  /** A public key as its `.pub` file says, comment included. */
  readonly key: string
  /** As in sshd(8), before the key: `from="10.0.0.2",restrict`. */
  readonly options?: string
}

/** One key with which a user may log in. Other keys are left alone. */
export const authorizedKey = defineModule({
  name: 'authorizedKey',
  probe: ({ user }: AuthorizedKeyParams) => ({
    home: sh`getent passwd ${user} | cut -d: -f6`,
    access: sh`home=$(getent passwd ${user} | cut -d: -f6)
for path in "$home/.ssh" "$home/.ssh/authorized_keys"; do stat -c '%U %a' "$path" 2>/dev/null || echo none; done`,
    file: sh`cat "$(getent passwd ${user} | cut -d: -f6)/.ssh/authorized_keys" 2>/dev/null || true`,
  }),
  judge({ home, access, file }, { user, key, options = '' }) {
    const directory = `${home.stdout.trim()}/.ssh`
    if (directory === '/.ssh') return cannotTell(`there is no user ${user}`)
    if (!looked(file)) return failedLook(`${directory}/authorized_keys`, file)
    const [type = '', blob = ''] = key.trim().split(/\s+/)
    if (!/^[A-Za-z0-9+/]{16,}=*$/.test(blob)) return cannotTell(`no public key to authorise for ${user}`)
    if (/[\r\n]/.test(key.trim() + options)) return cannotTell('a key and its options are one line')

    const path = `${directory}/authorized_keys`
    const before = linesOf(file.stdout)
    const matches = (line: string) => !line.startsWith('#') && line.includes(`${type} ${blob}`)
    const after = keepLine(matches, `${options} ${key.trim()}`.trim())(before)
    const drift = { directory, content: textOf(after) }
    if (drift.content !== textOf(before))
      return differs(`${path} has the key ${before.some(matches) ? 'with other options' : 'not yet'}`, drift)
    if (access.stdout.trim() !== `${user} 700\n${user} 600`)
      return differs(`${directory} is not ${user}'s alone`, drift)
    return ok(`${path} has the key`)
  },
  async apply(host, { user }, { directory, content }) {
    await host.run(sh`install -d -m 0700 -o ${user} -g "$(id -gn ${user})" ${directory}`)
    const group = await host.capture(sh`id -gn ${user}`)
    await host.writeFile(`${directory}/authorized_keys`, content, { mode: '0600', owner: user, group })
  },
})
