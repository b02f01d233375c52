import { blockinfile } from '../../modules/files/blockinfile.ts'
import { copy } from '../../modules/files/copy.ts'
import { file } from '../../modules/files/file.ts'
import { template } from '../../modules/files/template.ts'
import { Secret } from '../../src/values/secret.ts'
import { sh } from '../../src/values/shell.ts'
import type { RefusedCase } from './module-case.ts'

const canary = new Secret('c4nary-s3cret', 'canary')

export const fileRefusals: readonly RefusedCase[] = [
  {
    name: 'copy: a failing validation leaves the old file and shows what the validator said, secrets masked',
    before: (d) => sh`echo old >${`${d}/f`}`,
    step: (d) =>
      copy('f', {
        dest: `${d}/f`,
        content: new Secret('password=c4nary-s3cret', 'x'),
        validate: 'cat %s >&2; echo line 1 is bad >&2; false',
      }),
    says: /refused by its validation(?![^]*c4nary)[^]*\[secret\][^]*line 1 is bad(?![^]*c4nary)/,
    after: (d) => sh`[ "$(cat ${`${d}/f`})" = old ] && [ "$(ls -A ${d})" = f ]`,
  },
  {
    name: 'copy: onto a directory',
    before: (d) => sh`mkdir ${`${d}/f`}`,
    step: (d) => copy('f', { dest: `${d}/f`, content: 'x' }),
    says: /is a directory, not a file/,
    after: (d) => sh`[ -d ${`${d}/f`} ]`,
  },
  {
    name: 'copy: a secret for everybody',
    step: (d) => copy('f', { dest: `${d}/f`, content: canary, mode: '0644' }),
    says: /holds a secret and may not be readable by all/,
    after: (d) => sh`[ ! -e ${`${d}/f`} ]`,
  },
  {
    name: 'copy: a missing local file',
    step: (d) => copy('f', { dest: `${d}/f`, src: 'nowhere.txt' }),
    says: /src: nowhere.txt does not exist/,
    after: (d) => sh`[ ! -e ${`${d}/f`} ]`,
  },
  {
    name: 'copy: another file than expected',
    step: (d) => copy('f', { dest: `${d}/f`, src: 'small.txt', sha256: '0'.repeat(64) }),
    says: /not the expected file[^]*SHA-256 found/,
    after: (d) => sh`[ ! -e ${`${d}/f`} ]`,
  },
  {
    name: 'template: a filter that does not exist',
    step: (d) => template('t', { src: 'demo/broken.njk', dest: `${d}/f`, variables: { x: 1 } }),
    says: /templates\/demo\/broken.njk.*nosuchfilter/,
    after: (d) => sh`[ ! -e ${`${d}/f`} ]`,
  },
  {
    name: 'template: a name that nobody gave, even in a condition',
    step: (d) =>
      template('t', { src: 'demo/app.conf.njk', dest: `${d}/f`, variables: { name: 'x', ports: [] } }),
    says: /templates\/demo\/app.conf.njk:2: `debug` is undefined/,
    after: (d) => sh`[ ! -e ${`${d}/f`} ]`,
  },
  {
    name: 'blockinfile: a marker without its pair',
    before: (d) => sh`echo '# BEGIN PLAYBOOK MANAGED BLOCK' >${`${d}/f`}`,
    step: (d) => blockinfile('b', { path: `${d}/f`, block: 'x' }),
    says: /do not pair/,
    after: (d) => sh`[ "$(wc -l <${`${d}/f`})" = 1 ]`,
  },
  {
    name: 'file: a top-level directory is never removed',
    step: () => file('x', { path: '/etc/../etc/', state: 'absent' }),
    says: /never removed/,
    after: () => sh`[ -d /etc ]`,
  },
]
