import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { packages, type PackageParams } from '../../../../modules/packages/package.ts'
import type { ShellResult } from '../../../../src/values/probe.ts'

function printed(stdout: string, exitCode = 0): ShellResult {
  return { exitCode, stdout, stderr: '', timedOut: false, truncated: false }
}

const hello = { name: ['hello', 'libaio1t64|libaio1'], manager: 'apt' } as const

const cases: readonly [string, PackageParams, ShellResult, string, string][] = [
  ['all there', hello, printed('hello\tinstalled\nlibaio1\tinstalled\n'), 'ok', 'installed: hello, libaio1'],
  ['one missing', hello, printed('hello\tinstalled\n'), 'differs', 'not installed: libaio1t64|libaio1'],
  [
    'a crash in the middle',
    hello,
    printed('hello\thalf-configured\nlibaio1t64\tinstalled\n'),
    'differs',
    'not installed: hello (hello is half-configured)',
  ],
  [
    'removed, configuration kept',
    hello,
    printed('hello\tconfig-files\nlibaio1\tinstalled\n'),
    'differs',
    'not installed: hello',
  ],
  [
    'to be removed',
    { ...hello, name: 'hello', state: 'absent' },
    printed('hello\tunpacked\n'),
    'differs',
    'installed: hello',
  ],
  [
    'removed',
    { ...hello, name: 'hello', state: 'absent' },
    printed('hello\tconfig-files\n'),
    'ok',
    'not installed: hello',
  ],
  ['rpm', { name: 'chrony', manager: 'dnf' }, printed('chrony\tinstalled\n'), 'ok', 'installed: chrony'],
  [
    'rpm, missing',
    { name: 'chrony', manager: 'yum' },
    printed('package chrony is not installed\n'),
    'differs',
    'not installed: chrony',
  ],
  [
    'no manager',
    { name: 'x', manager: 'none' },
    printed(''),
    'cannotTell',
    'the host has neither apt nor dnf nor yum',
  ],
  ['dpkg is broken', hello, printed('', 2), 'cannotTell', 'cannot ask apt what is installed'],
]

describe('package: results in, finding out', () => {
  for (const [title, params, installed, kind, because] of cases)
    test(title, () => {
      const finding = packages.module.judge({ installed }, params, undefined)
      assert.equal(finding.kind, kind)
      assert.equal('because' in finding ? finding.because : '', because)
    })
})
