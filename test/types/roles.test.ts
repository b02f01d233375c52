import { z } from 'zod'
import { file } from '../../modules/files/file.ts'
import { definePlaybook } from '../../src/plan/playbook.ts'
import { defineRole, phase, type RoleHost } from '../../src/plan/role.ts'

// Nothing here runs to show anything: the compiler is the test, and an error that it no longer finds is an error itself.

const variables = z.object({ example_directory: z.string(), example_port: z.int().default(8080) })

type Host = RoleHost<z.output<typeof variables>>

/** A role's variables are those of its schema. */
export const role = defineRole({
  name: 'example',
  description: 'types of variables',
  variables,
  phases: () => [
    phase('directory', ({ vars }: Host) => [
      file('exists', { path: vars.example_directory, state: 'directory' }),
      // @ts-expect-error a port is a number, a path is text
      file('wrong type', { path: vars.example_port, state: 'directory' }),
    ]),
  ],
})

export const names: readonly (keyof Host['vars'])[] = [
  'example_directory',
  // @ts-expect-error no such variable
  'example_directroy',
]

export const playbook = definePlaybook({
  name: 'example',
  description: 'types of stages',
  stages: [
    { name: 'all', hosts: 'mysql', roles: [role] },
    // @ts-expect-error a stage has roles, not names of roles
    { name: 'names', hosts: 'mysql', roles: ['example'] },
    // @ts-expect-error a stage names its hosts
    { name: 'nowhere', roles: [role] },
  ],
})
