import { assert } from '../../modules/commands/assert.ts'
import { command } from '../../modules/commands/command.ts'
import { runs } from '../../modules/commands/runs.ts'
import { script } from '../../modules/commands/script.ts'
import { waitFor } from '../../modules/commands/wait-for.ts'
import { pathExists } from '../../modules/files/path-exists.ts'
import { slurp } from '../../modules/files/slurp.ts'
import { fileAt } from '../../src/values/probe.ts'
import { Secret } from '../../src/values/secret.ts'
import { sh } from '../../src/values/shell.ts'
import type { LocalTree, ModuleCase, RefusedCase } from './module-case.ts'

export const commandsTree: LocalTree = {
  'count.sh': 'echo "$1" >>"$2"; cat >>"$2"; echo end >>"$2"\n',
}

/** Appends a line at every run: how often it ran can be counted. */
const counting = (d: string, line = 'ran') => sh`echo ${line} >>${`${d}/ran`}`

export const commandCases: readonly ModuleCase[] = [
  {
    name: 'command: creates',
    step: (d) => command('c', { cmd: sh`mkdir made`, chdir: d, creates: `${d}/made` }),
    because: /made does not exist/,
    after: (d) => sh`[ "$(stat -c %a ${`${d}/made`})" = 755 ]`,
    heals: (d) => [sh`rmdir ${`${d}/made`}`],
  },
  {
    name: 'command: removes',
    before: (d) => sh`: >${`${d}/x`}`,
    step: (d) => command('c', { cmd: sh`rm ${`${d}/x`}`, removes: `${d}/x` }),
    because: /x exists/,
    after: (d) => sh`[ ! -e ${`${d}/x`} ]`,
  },
  {
    name: 'command: unless, as a job with a secret on its input',
    step: (d) =>
      command('c', {
        cmd: sh`cat >${`${d}/x`}`.input(new Secret('c4nary', 'canary')),
        unless: sh`grep -q c4 ${`${d}/x`}`,
        job: true,
      }),
    because: /its own check exits 2/,
    after: (d) => sh`[ "$(wc -c <${`${d}/x`})" = 6 ]`,
    heals: (d) => [sh`: >${`${d}/x`}`],
  },
  {
    name: 'command: a marker proves that it ran, once',
    step: (d) => command('c', { cmd: counting(d), marker: `${d}/marker`, inputs: { version: 2 } }),
    because: /not run to its end yet/,
    after: (d) =>
      sh`[ "$(wc -l <${`${d}/ran`})" = "$(cat ${`${d}/times`} 2>/dev/null || echo 1)" ] && [ "$(stat -c %a ${`${d}/marker`})" = 600 ]`,
    heals: (d) => [
      sh`echo 2 >${`${d}/times`}; rm ${`${d}/marker`}`,
      sh`echo 3 >${`${d}/times`}; echo of other inputs >${`${d}/marker`}`,
    ],
  },
  {
    name: 'script: a local script with arguments and input, once',
    step: (d) =>
      script('s', {
        src: 'count.sh',
        args: ['a b', `${d}/ran`],
        stdin: 'given\n',
        chdir: d,
        marker: `${d}/marker`,
      }),
    because: /not run to its end yet/,
    after: (d) => sh`[ "$(tr '\\n' , <${`${d}/ran`})" = 'a b,given,end,' ]`,
  },
]

export const commandRefusals: readonly RefusedCase[] = [
  {
    name: 'command: that fails leaves no marker',
    step: (d) => command('c', { cmd: sh`echo no such luck >&2; exit 3`, marker: `${d}/marker` }),
    says: /3[^]*no such luck/,
    after: (d) => sh`[ ! -e ${`${d}/marker`} ]`,
  },
  {
    name: 'command: that does not make what it should',
    step: (d) => command('c', { cmd: sh`:`, creates: `${d}/x` }),
    says: /applied, and still .*x does not exist/,
    after: () => sh`:`,
  },
  {
    name: 'command: in a directory that is not there',
    step: (d) => command('c', { cmd: sh`echo x >${`${d}/x`}`, chdir: `${d}/none`, creates: `${d}/x` }),
    says: /none/,
    after: (d) => sh`[ ! -e ${`${d}/x`} ]`,
  },
  {
    name: 'script: that is not there',
    step: (d) => script('s', { src: 'none.sh', creates: `${d}/x` }),
    says: /src: none.sh does not exist/,
    after: () => sh`:`,
  },
  {
    name: 'assert: fails with its message',
    before: (d) => sh`echo x >${`${d}/x`}`,
    step: (d) =>
      assert('a', {
        probes: { x: fileAt(`${d}/x`), words: sh`echo two words` },
        given: 3,
        that: ({ x, words }, given) => x.exists && words.stdout.split(' ').length === given,
        failMsg: ({ words }, given) => `found ${words.stdout.split(' ').length} words, not ${given}`,
      }),
    says: /found 2 words, not 3/,
    after: () => sh`:`,
  },
  {
    name: 'runs: shows why not, and what to do',
    step: () => runs('r', { command: sh`echo some noise >&2; echo the reason >&2; exit 4`, hint: 'do that' }),
    says: /exits 4: the reason: do that/,
    after: () => sh`:`,
  },
  {
    name: 'waitFor: gives up',
    step: (d) => waitFor('w', { path: `${d}/x`, timeout: 0 }),
    says: /x does not exist/,
    after: () => sh`:`,
  },
  {
    name: 'slurp: a private key is never published',
    before: (d) => sh`echo '-----BEGIN OPENSSH PRIVATE KEY-----' >${`${d}/k`}`,
    step: (d) => slurp('k', { src: `${d}/k` }, { publish: 'key' }),
    says: /is a private key/,
    after: () => sh`:`,
  },
  {
    name: 'slurp: nothing there',
    step: (d) => slurp('k', { src: `${d}/k` }),
    says: /k does not exist/,
    after: () => sh`:`,
  },
  {
    name: 'pathExists: another type',
    step: (d) => pathExists('p', { path: d, type: 'file' }),
    says: /is a directory, not a file/,
    after: () => sh`:`,
  },
]
