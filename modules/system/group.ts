import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { entry, fieldsOf } from './account-database.ts'
import { failedLook, looked } from './failed-look.ts'

export interface GroupParams {
  readonly name: string
  /** Left as it is when absent. */
  readonly gid?: number
  /** A number from the system's range when the group is made. */
  readonly system?: boolean
  /** `present` by default. */
  readonly state?: 'present' | 'absent'
}

/** A group of the host. */
export const group = defineModule({
  name: 'group',
  probe: ({ name }: GroupParams) => ({ group: entry('group', name) }),
  judge({ group: found }, { name, gid, state = 'present' }) {
    if (!looked(found)) return failedLook(`group ${name}`, found)
    const [present, , number] = fieldsOf(found.stdout)
    if (state === 'absent')
      return present ? differs(`group ${name} exists`, 'remove' as const) : ok(`there is no group ${name}`)
    if (!present) return differs(`there is no group ${name}`, 'add' as const)
    if (gid !== undefined && Number(number) !== gid)
      return differs(`group ${name} has gid ${number}, should be ${gid}`, 'modify' as const)
    return ok(`group ${name} exists, gid ${number}`)
  },
  async apply(host, { name, gid, system = false }, verb) {
    const number = gid === undefined ? [] : ['-g', gid]
    if (verb === 'remove') await host.run(sh`groupdel ${name}`)
    else if (verb === 'add') await host.run(sh`groupadd ${[...(system ? ['-r'] : []), ...number, name]}`)
    else await host.run(sh`groupmod ${[...number, name]}`)
  },
})
