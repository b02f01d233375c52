import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sha256Of } from '../../../../modules/files/judge-content.ts'
import { judgeRecorded } from '../../../../modules/files/judge-recorded.ts'
import type { FileResult } from '../../../../src/values/probe.ts'
import { absent, present, unread } from '../results.ts'

const big = unread(3)
const record = {
  sha256: sha256Of('new'),
  sizeBytes: big.sizeBytes,
  inode: big.inode,
  modifiedSeconds: big.modifiedSeconds,
  changedSeconds: big.changedSeconds,
}
const recorded = (changes: object): FileResult => present(JSON.stringify({ ...record, ...changes }))
const wanted = { path: '/opt/big', sha256: sha256Of('new'), attributes: {} }

const rows: readonly [string, Parameters<typeof judgeRecorded>[0], string][] = [
  ['absent', { file: absent, record: absent }, 'differs'],
  ['of another size', { file: { ...big, sizeBytes: 4 }, record: recorded({}) }, 'differs'],
  ['as recorded', { file: big, record: recorded({}) }, 'ok'],
  [
    'as recorded, with fractions of seconds',
    { file: { ...big, changedSeconds: big.changedSeconds + 0.25 }, record: recorded({}) },
    'ok',
  ],
  [
    'as recorded, of another content',
    { file: big, record: recorded({ sha256: sha256Of('old') }) },
    'differs',
  ],
  ['as recorded, of another mode', { file: { ...big, mode: '0600' }, record: recorded({}) }, 'differs'],
  ['never recorded', { file: big, record: absent }, 'ask'],
  ['another inode', { file: big, record: recorded({ inode: 8 }) }, 'ask'],
  ['written since', { file: big, record: recorded({ modifiedSeconds: 1 }) }, 'ask'],
  ['changed since', { file: big, record: recorded({ changedSeconds: 1 }) }, 'ask'],
  ['recorded as rubbish', { file: big, record: present('{') }, 'ask'],
  ['recorded as something else', { file: big, record: present('null') }, 'ask'],
  ['recorded without a digest', { file: big, record: recorded({ sha256: 7 }) }, 'ask'],
  ['hashed, right', { file: big, record: absent, hashed: present('new') }, 'differs'],
  ['hashed, wrong', { file: big, record: absent, hashed: present('old') }, 'differs'],
]

describe('a big file that is', () => {
  for (const [is, results, kind] of rows)
    test(`${is}: ${kind}`, () => {
      const attributes = is.includes('mode') ? { mode: '0644' } : {}
      assert.equal(judgeRecorded(results, { ...wanted, attributes }, 3).kind, kind)
    })

  test('right, with a stale record, is not written again', () => {
    const finding = judgeRecorded({ file: big, record: absent, hashed: present('new') }, wanted, 3)
    assert.ok(finding.kind === 'differs')
    assert.equal(finding.drift.replace, false)
  })
})
