import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { entry, fieldsOf } from './account-database.ts'
import { failedLook, looked } from './failed-look.ts'
import { makeHome } from './make-home.ts'

export interface UserParams {
  readonly name: string
  /** What is absent is left as it is; for a new account the host's defaults hold. */
  readonly uid?: number
  /** The primary group, by name. */
  readonly group?: string
  /** Further groups; membership in others is ended unless `append`. */
  readonly groups?: readonly string[]
  readonly append?: boolean
  readonly shell?: string
  readonly home?: string
  readonly comment?: string
  /** A number from the system's range when the account is made. */
  readonly system?: boolean
  /** The home directory exists; true by default. An account that moves keeps its old directory. */
  readonly createHome?: boolean
  /** `present` by default. `absent` leaves the home directory alone. */
  readonly state?: 'present' | 'absent'
}

interface UserDrift {
  readonly verb: 'add' | 'modify' | 'remove'
  /** Options of useradd or usermod. */
  readonly options: readonly (string | number)[]
}

/** One attribute that is wrong, in words and as an option of usermod. */
interface Wrong {
  readonly says: string
  readonly options: readonly (string | number)[]
}

function wrongText(what: string, option: string, now: string | undefined, wanted?: string | number): Wrong[] {
  if (wanted === undefined || now === String(wanted)) return []
  return [{ says: `${what} ${now}, should be ${wanted}`, options: [option, wanted] }]
}

function wrongGroups(now: readonly string[], { groups, append = false }: UserParams): Wrong[] {
  if (groups === undefined) return []
  const missing = groups.filter((name) => !now.includes(name))
  const extra = append ? [] : now.filter((name) => !groups.includes(name))
  if (missing.length + extra.length === 0) return []
  const says = `in groups ${now.join(',') || 'none'}, should be ${append ? 'also ' : ''}${groups.join(',') || 'none'}`
  return [{ says, options: [...(append ? ['-a'] : []), '-G', groups.join(',')] }]
}

function optionsForNew(params: UserParams): (string | number)[] {
  const { uid, group, groups = [], shell, home, comment, system = false, createHome = true } = params
  const pairs = {
    '-u': uid,
    '-g': group,
    '-s': shell,
    '-d': home,
    '-c': comment,
    '-G': groups.join(',') || undefined,
  }
  const given = Object.entries(pairs).flatMap(([option, value]) =>
    value === undefined ? [] : [option, value],
  )
  return [...given, ...(system ? ['-r'] : []), createHome ? '-m' : '-M']
}

/** An account of the host. It never has or gets a password here. */
export const user = defineModule({
  name: 'user',
  probe: ({ name }: UserParams) => ({
    user: entry('passwd', name),
    primary: sh`id -gn ${name} 2>/dev/null || true`,
    groups: sh`id -Gn ${name} 2>/dev/null || true`,
    home: sh`[ -d "$(getent passwd ${name} | cut -d: -f6)" ] && echo yes || true`,
  }),
  judge({ user: found, primary, groups, home }, params) {
    const { name, state = 'present', createHome = true } = params
    if (!looked(found)) return failedLook(`user ${name}`, found)
    const [present, , uid, , comment, homePath, shell] = fieldsOf(found.stdout)
    const drift = (verb: UserDrift['verb'], options: UserDrift['options'] = []): UserDrift => ({
      verb,
      options,
    })
    if (state === 'absent')
      return present ? differs(`user ${name} exists`, drift('remove')) : ok(`there is no user ${name}`)
    if (!present) return differs(`there is no user ${name}`, drift('add', optionsForNew(params)))

    const mainGroup = primary.stdout.trim()
    const others = groups.stdout
      .trim()
      .split(/\s+/)
      .filter((one) => one !== '' && one !== mainGroup)
    const wrong = [
      ...wrongText('uid', '-u', uid, params.uid),
      ...wrongText('group', '-g', mainGroup, params.group),
      ...wrongGroups(others, params),
      ...wrongText('shell', '-s', shell, params.shell),
      ...wrongText('home', '-d', homePath, params.home),
      ...wrongText('comment', '-c', comment, params.comment),
      ...(createHome && home.stdout.trim() !== 'yes'
        ? [{ says: `no home directory ${homePath}`, options: [] }]
        : []),
    ]
    if (wrong.length === 0) return ok(`user ${name} exists, uid ${uid}`)
    const because = `user ${name}: ${wrong.map(({ says }) => says).join('; ')}`
    return differs(
      because,
      drift(
        'modify',
        wrong.flatMap(({ options }) => options),
      ),
    )
  },
  async apply(host, { name, createHome = true }, { verb, options }) {
    if (verb === 'remove') await host.run(sh`userdel ${name}`)
    else if (verb === 'add') await host.run(sh`useradd ${options} ${name}`)
    else if (options.length > 0) await host.run(sh`usermod ${options} ${name}`)
    if (verb !== 'remove' && createHome) await host.run(makeHome(name))
  },
})
