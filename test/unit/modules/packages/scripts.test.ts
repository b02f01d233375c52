import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aptInstall, aptRemove } from '../../../../modules/packages/apt.ts'
import { dnfInstall, dnfRemove } from '../../../../modules/packages/dnf.ts'
import { sh } from '../../../../src/values/shell.ts'
import { runHere } from '../local-shell.ts'

const names = ['hello', "it's|x y", '$(reboot)', 'a\nb']

describe('scripts are POSIX, and a name in them is never a command', () => {
  const scripts = {
    aptInstall: aptInstall(names, { startServices: false }),
    aptRemove: aptRemove(names),
    dnfInstall: dnfInstall('dnf', names),
    yumInstall: dnfInstall('yum', names),
    dnfRemove: dnfRemove('dnf', names),
  }
  for (const [title, { script }] of Object.entries(scripts))
    test(title, async () => {
      const { exitCode, stderr } = await runHere(sh`dash -n`.input(script))
      assert.deepEqual([exitCode, stderr], [0, ''])
    })
})

test('dnf: what no repository has is named, and the first known alternative is taken', async () => {
  // A stand-in that knows `b` alone: dnf itself is not on this machine.
  const dnf = sh`dnf() { case "$*" in '-q list b') return 0 ;; '-q list'*) return 1 ;; *) echo "$*" ;; esac; }
`
  const taken = await runHere(sh`${dnf}${dnfInstall('dnf', ['a|b'])}`)
  assert.equal(taken.stdout, '-y --setopt=install_weak_deps=False install b\n')
  const missing = await runHere(sh`${dnf}${dnfInstall('dnf', ['b', 'a|c'])}`)
  assert.deepEqual([missing.exitCode, missing.stderr], [1, 'No repository of this host has: a|c\n'])
})
