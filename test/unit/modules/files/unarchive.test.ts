import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { unarchive, type UnarchiveParams } from '../../../../modules/files/unarchive.ts'
import { evidenceOf, parseUnpacked } from '../../../../modules/files/unpack.ts'
import type { ShellResult } from '../../../../src/values/probe.ts'
import { absent, exited, present } from '../results.ts'

const sha256 = 'a'.repeat(64)
const params: UnarchiveParams = { src: 'x.tar', dest: '/opt/x', stripComponents: 1, creates: '/opt/x/bin' }
const evidence = evidenceOf({
  dest: '/opt/x',
  sha256,
  stripComponents: 1,
  exclude: [],
  owner: 'root',
  group: 'root',
})
const tree = (found: number, line = evidence): ShellResult =>
  exited(0, `root bin\n${line}\nentries 10\nfound ${found}\n`)
const there = present('')

const rows: readonly [
  string,
  { tree: ShellResult; created?: typeof there | typeof absent },
  string,
  RegExp,
][] = [
  ['as it should be', { tree: tree(10), created: there }, 'ok', /holds the archive's 10 entries/],
  ['with more beside it', { tree: tree(12), created: there }, 'ok', /10 entries/],
  ['with entries missing', { tree: tree(7), created: there }, 'differs', /3 of 10 entries are missing/],
  ['without what it creates', { tree: tree(10), created: absent }, 'differs', /\/opt\/x\/bin does not exist/],
  ['of another archive', { tree: tree(10, 'unpacked {}'), created: there }, 'differs', /another archive/],
  ['without evidence', { tree: exited(1) }, 'differs', /nothing was unpacked/],
  [
    'with half an evidence',
    { tree: exited(0, `root bin\n${evidence}\nfound 3\n`) },
    'differs',
    /not to the end/,
  ],
]

describe('an unpacked tree', () => {
  for (const [is, results, kind, because] of rows)
    test(`${is}: ${kind}`, () => {
      const finding = unarchive.module.judge(results, params, sha256)
      assert.equal(finding.kind, kind)
      assert.match('because' in finding ? finding.because : '', because)
    })

  test('its evidence cannot be forged by a folder of the archive', () => {
    const forged = parseUnpacked(`root unpacked {}\nroot entries 1\n${evidence}\nentries 10\nfound 10\n`)
    assert.deepEqual(forged, { evidence, entries: 10, found: 10 })
  })
})
