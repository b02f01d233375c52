import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { authorizedKey } from '../../../../modules/system/authorized-key.ts'
import { cron } from '../../../../modules/system/cron.ts'
import { group } from '../../../../modules/system/group.ts'
import { hostname } from '../../../../modules/system/hostname.ts'
import { knownHost } from '../../../../modules/system/known-host.ts'
import { limits } from '../../../../modules/system/limits.ts'
import { sshKey } from '../../../../modules/system/ssh-key.ts'
import { sysctl } from '../../../../modules/system/sysctl.ts'
import { timer } from '../../../../modules/system/timer.ts'
import { timerUnits } from '../../../../modules/system/timer-units.ts'
import { user } from '../../../../modules/system/user.ts'
import type { Finding } from '../../../../src/plan/finding.ts'
import type { FileResult, ShellResult } from '../../../../src/values/probe.ts'
import { sh } from '../../../../src/values/shell.ts'

function printed(stdout: string, exitCode = 0): ShellResult {
  return { exitCode, stdout, stderr: 'said', timedOut: false, truncated: false }
}

function file(content: string, mode = '0644'): FileResult {
  return {
    ...{ exists: true, type: 'file', mode, owner: 'root', group: 'root', content: Buffer.from(content) },
    ...{ sizeBytes: content.length, inode: 1, modifiedSeconds: 1, changedSeconds: 1 },
  }
}

const none: FileResult = { exists: false }
const key = 'AAAAC3NzaC1lZDI1NTE5AAAAI'

const mysql = 'mysql:x:27:27:MySQL:/var/lib/mysql:/bin/false\n'
const account = {
  user: printed(mysql),
  primary: printed('mysql\n'),
  groups: printed('mysql adm\n'),
  home: printed('yes\n'),
}
const judgeUser = (params: object, results: object = {}) =>
  user.module.judge({ ...account, ...results }, { name: 'mysql', ...params }, undefined)

const swap = { name: 'vm.swappiness', value: 1 }
const kept = file('vm.swappiness = 1\n')
const judgeSysctl = (container: boolean, now: ShellResult, on: FileResult, value: string | number = 1) =>
  sysctl.module.judge({ file: on, kernel: now }, { ...swap, value, container }, undefined)

const nofile = { domain: 'mysql', type: '-', item: 'nofile', value: 20000 } as const
const judgeLimits = (on: FileResult) => limits.module.judge({ file: on }, nofile, undefined)

const pair = {
  derived: printed(`ssh-ed25519 ${key}\n`),
  publicKey: printed(`ssh-ed25519 ${key} root@a\n`),
  access: printed('root 600\n'),
}
const judgeKey = (results: object) =>
  sshKey.module.judge({ ...pair, ...results }, { user: 'root', path: '/k' }, undefined)

const trusted = {
  home: printed('/root\n'),
  access: printed('root 700\nroot 600\n'),
  file: printed(`ssh-ed25519 ${key} me\n`),
}
const judgeTrust = (params: object, results: object = {}) =>
  authorizedKey.module.judge(
    { ...trusted, ...results },
    { user: 'root', key: `ssh-ed25519 ${key} me`, ...params },
    undefined,
  )

const judgeKnown = (text: string, newKey = `ssh-ed25519 ${key} c`) =>
  knownHost.module.judge({ file: file(text) }, { path: '/k', host: 'a', key: newKey }, undefined)

const judgeCron = (on: FileResult, params: object = {}, folder: FileResult = file('')) =>
  cron.module.judge({ file: on, folder }, { name: 'x', job: 'true', ...params }, undefined)

const nightly = { name: 'n', onCalendar: 'daily', command: sh`true` }
const units = timerUnits(nightly)
const shown = (active: string, reload = 'no') =>
  printed(`ActiveState=${active}\nUnitFileState=enabled\nNeedDaemonReload=${reload}\n`)
const right = {
  service: file(units.service),
  timer: file(units.timer),
  show: shown('active'),
  showService: shown('inactive'),
}
const judgeTimer = (results: object, params: object = {}) =>
  timer.module.judge({ ...right, ...results }, { ...nightly, ...params }, undefined)

const cases: readonly [Finding<unknown>, 'ok' | 'differs' | 'cannotTell', RegExp][] = [
  [
    group.module.judge({ group: printed('g:x:5:\n') }, { name: 'g' }, undefined),
    'ok',
    /^group g exists, gid 5$/,
  ],
  [
    group.module.judge({ group: printed('g:x:5:\n') }, { name: 'g', gid: 6 }, undefined),
    'differs',
    /has gid 5, should be 6$/,
  ],
  [group.module.judge({ group: printed('') }, { name: 'g' }, undefined), 'differs', /^there is no group g$/],
  [
    group.module.judge({ group: printed('') }, { name: 'g', state: 'absent' }, undefined),
    'ok',
    /^there is no group g$/,
  ],
  [
    group.module.judge({ group: printed('', 3) }, { name: 'g' }, undefined),
    'cannotTell',
    /^cannot read group g: said$/,
  ],

  [
    judgeUser({ uid: 27, group: 'mysql', shell: '/bin/false', home: '/var/lib/mysql', comment: 'MySQL' }),
    'ok',
    /uid 27$/,
  ],
  [
    judgeUser({ uid: 28, shell: '/bin/sh' }),
    'differs',
    /uid 27, should be 28; shell \/bin\/false, should be \/bin\/sh$/,
  ],
  [judgeUser({ groups: ['adm'] }), 'ok', /exists/],
  [judgeUser({ groups: ['dba'] }), 'differs', /in groups adm, should be dba$/],
  [judgeUser({ groups: ['dba'], append: true }), 'differs', /in groups adm, should be also dba$/],
  [judgeUser({}, { home: printed('') }), 'differs', /no home directory \/var\/lib\/mysql$/],
  [judgeUser({ createHome: false }, { home: printed('') }), 'ok', /exists/],
  [judgeUser({}, { user: printed('') }), 'differs', /^there is no user mysql$/],
  [judgeUser({ state: 'absent' }), 'differs', /^user mysql exists$/],

  [judgeSysctl(false, printed('1\n'), kept), 'ok', /^vm\.swappiness is 1$/],
  [judgeSysctl(false, printed('60\n'), kept), 'differs', /^vm\.swappiness is 60, should be 1$/],
  [
    judgeSysctl(false, printed('1\n'), none),
    'differs',
    /is not kept as 1 in \/etc\/sysctl\.d\/99-playbook\.conf$/,
  ],
  [judgeSysctl(false, printed('1\t2  3\n'), file('vm.swappiness = 1 2 3\n'), '1 2 3'), 'ok', /is 1 2 3$/],
  [judgeSysctl(false, printed('', 1), kept), 'cannotTell', /kernel parameter vm\.swappiness/],
  [judgeSysctl(true, printed('60\n'), kept), 'ok', /what holds here, 60, is the container's host's$/],
  [judgeSysctl(true, printed('', 1), none), 'differs', /is not kept as 1/],

  [judgeLimits(file('mysql\t-\tnofile\t9\n')), 'differs', /nofile\t9, should be mysql - nofile 20000$/],
  [judgeLimits(file('mysql - nofile 20000\n')), 'ok', /./],
  [
    judgeLimits(file('mysql - nofile 1024\n')),
    'differs',
    /has mysql - nofile 1024, should be mysql - nofile 20000$/,
  ],
  [judgeLimits(none), 'differs', /has no mysql - nofile 20000$/],

  [
    hostname.module.judge({ kernel: printed('a\n'), file: file('a\n') }, { name: 'a' }, undefined),
    'ok',
    /^the host is named a$/,
  ],
  [
    hostname.module.judge({ kernel: printed('a\n'), file: file('b\n') }, { name: 'a' }, undefined),
    'differs',
    /^\/etc\/hostname does not say a$/,
  ],
  [
    hostname.module.judge({ kernel: printed('b\n'), file: file('a\n') }, { name: 'a' }, undefined),
    'differs',
    /is named b, should be a$/,
  ],

  [judgeKey({}), 'ok', /is there and root's$/],
  [judgeKey({ derived: printed('') }), 'differs', /^there is no SSH key \/k$/],
  [judgeKey({ derived: printed('', 255) }), 'cannotTell', /^cannot read the SSH key \/k: said$/],
  [judgeKey({ access: printed('root 644\n') }), 'differs', /mode 644, should be root's with 600$/],
  [judgeKey({ publicKey: printed('ssh-ed25519 other\n') }), 'differs', /^\/k\.pub does not belong to \/k$/],

  [judgeTrust({}), 'ok', /has the key$/],
  [judgeTrust({ options: 'restrict' }), 'differs', /has the key with other options$/],
  [judgeTrust({}, { file: printed('') }), 'differs', /has the key not yet$/],
  [
    judgeTrust({}, { access: printed('root 755\nroot 600\n') }),
    'differs',
    /^\/root\/\.ssh is not root's alone$/,
  ],
  [judgeTrust({}, { home: printed('') }), 'cannotTell', /^there is no user root$/],
  [judgeTrust({ key: 'nonsense' }), 'cannotTell', /^no public key/],
  [judgeTrust({ options: 'restrict\nssh-rsa evil' }), 'cannotTell', /one line$/],

  [judgeKnown(`a ssh-ed25519 ${key}\n`), 'ok', /./],
  [judgeKnown('a ssh-ed25519 OLD\n'), 'differs', /^\/k has another ssh-ed25519 key of a$/],
  [judgeKnown('b ssh-ed25519 OLD\n'), 'differs', /^\/k has no ssh-ed25519 key of a$/],
  [judgeKnown('', 'ssh-ed25519 not*base64'), 'cannotTell', /^no public key for a$/],

  [judgeCron(file('* * * * * root true\n')), 'ok', /./],
  [judgeCron(none), 'differs', /^\/etc\/cron\.d\/x does not exist$/],
  [judgeCron(file('* * * * * root true\n', '0600')), 'differs', /mode is 0600, not 0644/],
  [judgeCron(none, { state: 'absent' }), 'ok', /^there is no \/etc\/cron\.d\/x$/],
  [judgeCron(none, { name: 'a.b' }), 'cannotTell', /^cron reads no file named a\.b$/],
  [judgeCron(none, { job: 'a\nb' }), 'cannotTell', /more than one line$/],
  [judgeCron(none, {}, none), 'cannotTell', /cron is not installed$/],

  [judgeTimer({}), 'ok', /^timer n is active: daily$/],
  [judgeTimer({ timer: none }), 'differs', /^\/etc\/systemd\/system\/n\.timer does not exist$/],
  [judgeTimer({ showService: shown('inactive', 'yes') }), 'differs', /has not read timer n anew$/],
  [
    judgeTimer({ show: shown('inactive') }),
    'differs',
    /is inactive and enabled, should be active and enabled$/,
  ],
  [judgeTimer({}, { state: 'absent' }), 'differs', /^timer n exists$/],
  [judgeTimer({}, { command: sh`cat`.input('x') }), 'cannotTell', /cannot read input$/],
]

describe('system modules: results in, finding out', () => {
  for (const [finding, kind, because] of cases)
    test(`${because.source}`, () => {
      assert.equal(finding.kind, kind, JSON.stringify(finding))
      assert.match('because' in finding ? finding.because : '', because)
    })
})
