import { z } from 'zod'
import { command } from '../../modules/commands/command.ts'
import { copy } from '../../modules/files/copy.ts'
import { file } from '../../modules/files/file.ts'
import { lineinfile } from '../../modules/files/lineinfile.ts'
import { template } from '../../modules/files/template.ts'
import { service } from '../../modules/services/service.ts'
import { user } from '../../modules/system/user.ts'
import { defineRole, phase } from '../../src/plan/role.ts'
import { sh } from '../../src/values/shell.ts'
import { expected } from './expected.ts'

const ours = { owner: 'root', group: 'root', mode: '0644' }

function steps() {
  const { directories, copies, templates, lines, users, services, commands } = expected
  return [
    ...directories.map((path) => file(`${path} exists`, { ...ours, path, state: 'directory', mode: '0755' })),
    ...copies.map((dest) => copy(`${dest} is there`, { ...ours, src: 'bench/typical/payload.txt', dest })),
    ...templates.map((dest, index) =>
      template(`${dest} is written`, {
        ...ours,
        src: '../bench/typical/banner.njk',
        dest,
        variables: { title: dest, port: 8000 + index, names: ['first', 'second'] },
      }),
    ),
    ...lines.map((path) => lineinfile(`${path} says so`, { path, line: 'answer = yes', create: true })),
    ...users.map((name) => user(`${name} exists`, { name, system: true, createHome: false })),
    ...services.map((name) => service(`${name} runs`, { name, state: 'started', enabled: true })),
    ...commands.map((path) => command(`${path} was made`, { cmd: sh`touch ${path}`, creates: path })),
  ]
}

/** 39 steps of the kinds that playbooks are made of, in one phase. */
export const typical = defineRole({
  name: 'typical',
  description: '39 typical steps',
  variables: z.object({}),
  phases: () => [phase('typical', steps)],
})
