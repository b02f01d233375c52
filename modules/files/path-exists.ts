import { differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fileAt, type FilePresent } from '../../src/values/probe.ts'
import { checkFileParams } from './check-params.ts'

export interface PathExistsParams {
  readonly path: string
  /** Any type when absent. */
  readonly type?: FilePresent['type']
  /** `absent` for a path that must not be there. */
  readonly state?: 'present' | 'absent'
}

/** A guard: a path is there, or is not (Ansible: stat and assert). */
export const pathExists = defineModule({
  name: 'pathExists',
  prepare: async ({ path }: Partial<PathExistsParams>): Promise<void> => checkFileParams({ path }),
  probe: ({ path }: PathExistsParams) => ({ file: fileAt(path) }),
  judge({ file }, { path, type, state = 'present' }): Finding<undefined> {
    if (state === 'absent')
      return file.exists ? differs(`${path} exists`, undefined) : ok(`${path} does not exist`)
    if (!file.exists) return differs(`${path} does not exist`, undefined)
    if (type !== undefined && file.type !== type)
      return differs(`${path} is a ${file.type}, not a ${type}`, undefined)
    return ok(`${path} is there`)
  },
})
