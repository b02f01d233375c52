import { service } from '../../modules/services/service.ts'
import { template } from '../../modules/files/template.ts'
import { command } from '../../modules/commands/command.ts'
import { ok } from '../../src/plan/finding.ts'
import type { HostReader, HostWriter } from '../../src/plan/host.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fact } from '../../src/plan/deferred.ts'
import { fileAt } from '../../src/values/probe.ts'
import { Secret } from '../../src/values/secret.ts'
import { sh } from '../../src/values/shell.ts'

// Nothing here runs to show anything: the compiler is the test, and an error that it no longer finds is an error itself.

const secret = new Secret('s3cret', 'a password')

/** What a playbook's author may get wrong is found before anything runs. */
export function calls() {
  return [
    service('right', { name: 'mysqld', state: 'started' }),
    service('right, deferred', { name: fact(({ os }) => (os.family === 'debian' ? 'chrony' : 'chronyd')) }),
    // @ts-expect-error no such state
    service('wrong value', { name: 'mysqld', state: 'running' }),
    // @ts-expect-error the key is `name`
    service('unknown key', { unit: 'mysqld', state: 'started' }),
    // @ts-expect-error `name` is missing
    service('missing key', { state: 'started' }),
    // @ts-expect-error a name is text
    service('wrong type', { name: 3306 }),
    // @ts-expect-error a deferred value has the type of the value
    service('wrong deferred type', { name: fact(({ processors }) => processors) }),
    // @ts-expect-error no such option
    service('unknown option', { name: 'mysqld' }, { unless: true }),
    // @ts-expect-error a rendered file has a destination
    template('missing destination', { src: 'a.njk', variables: {} }),
    // @ts-expect-error a command says how we know that it has done its work
    command('no proof', { cmd: sh`true` }),
    // @ts-expect-error one proof, not two
    command('two proofs', { cmd: sh`true`, creates: '/a', unless: sh`true` }),
  ]
}

/** A secret cannot become part of a command: commands are seen by everybody who calls ps. */
export function secrets() {
  return [
    sh`chpasswd`.input(secret),
    // @ts-expect-error a secret in a command
    sh`mysql -p${secret}`,
    // @ts-expect-error a secret in a list of words
    sh`mysql ${['-p', secret]}`,
  ]
}

interface Params {
  readonly path: string
}

/** `probe` gets no host: it can describe looks and nothing else. */
export const describing = defineModule({
  name: 'describing',
  probe: ({ path }: Params) => ({ file: fileAt(path) }),
  // @ts-expect-error no result is called `files`
  judge: ({ files }) => ok(String(files)),
})

export const wrongParameter = defineModule({
  name: 'wrongParameter',
  // @ts-expect-error there is no parameter `paths`
  probe: ({ paths }: Params) => ({ file: fileAt(String(paths)) }),
  judge: () => ok('fine'),
})

export const writingInProbe = defineModule({
  name: 'writingInProbe',
  // @ts-expect-error the second argument is what `prepare` gave, and no host
  probe: ({ path }: Params, host: HostWriter) => ({ done: host.run(sh`rm ${path}`) }),
  judge: () => ok('done'),
})

export const runningInProbe = defineModule({
  name: 'runningInProbe',
  // @ts-expect-error a probe is a description, not work under way
  probe: async ({ path }: Params) => ({ file: fileAt(path) }),
  judge: () => ok('done'),
})

/** The looking half of a host has no changing verb. */
export const verbs: readonly (keyof HostReader)[] = [
  'test',
  // @ts-expect-error a reader runs nothing for its effect
  'run',
  // @ts-expect-error a reader writes nothing
  'writeFile',
]
