import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type ContentResults,
  judgeContent,
  sha256Of,
  type WantedFile,
} from '../../../../modules/files/judge-content.ts'
import { absent, present } from '../results.ts'

const wanted: WantedFile = {
  path: '/etc/x',
  sha256: sha256Of('new\n'),
  content: Buffer.from('new\n'),
  attributes: {},
}
const secret: WantedFile = { path: '/etc/x', sha256: sha256Of('new\n'), attributes: { mode: '0600' } }
const long = 'x'.repeat(65537)

interface Row {
  readonly is: string
  readonly results: ContentResults
  readonly wanted: WantedFile
  readonly kind: string
  readonly because?: string
  readonly drift?: object
  readonly diff?: object | undefined
}

const shown = { subject: '/etc/x', before: 'old\n', after: 'new\n' }
const rows: readonly Row[] = [
  {
    is: 'right',
    results: { file: present('new\n') },
    wanted,
    kind: 'ok',
    because: '/etc/x is as it should be',
  },
  {
    is: 'absent',
    results: { file: absent },
    wanted,
    kind: 'differs',
    because: '/etc/x does not exist',
    drift: { path: '/etc/x', replace: true, attributes: { mode: '0644' } },
    diff: { ...shown, before: '' },
  },
  {
    is: 'absent and secret',
    results: { file: absent },
    wanted: secret,
    kind: 'differs',
    because: '/etc/x does not exist (not shown)',
    diff: undefined,
  },
  { is: 'other content, not read yet', results: { file: present('old\n') }, wanted, kind: 'ask' },
  {
    is: 'other content, read',
    results: { file: present('old\n', { owner: 'mysql', mode: '0664' }), before: present('old\n') },
    wanted,
    kind: 'differs',
    because: '/etc/x: content differs',
    drift: {
      path: '/etc/x',
      replace: true,
      replaced: sha256Of('old\n'),
      attributes: { mode: '0664', owner: 'mysql', group: 'root' },
    },
    diff: shown,
  },
  {
    is: 'other content, now private',
    results: { file: present('old\n', { mode: '0640' }) },
    wanted: { ...wanted, attributes: { mode: '0644' } },
    kind: 'differs',
    because: '/etc/x: content differs (not shown)',
    diff: undefined,
  },
  {
    is: 'other content, private from now on',
    results: { file: present('old\n') },
    wanted: { ...wanted, attributes: { mode: '640' } },
    kind: 'differs',
    because: '/etc/x: content differs (not shown)',
    diff: undefined,
  },
  {
    is: 'too long to be shown',
    results: { file: present('old\n') },
    wanted: { ...wanted, content: Buffer.from(long), sha256: sha256Of(long) },
    kind: 'differs',
    because: '/etc/x: content differs (not shown)',
    diff: undefined,
  },
  {
    is: 'binary',
    results: { file: present('\xff'), before: present('', { content: Buffer.from([0xff, 0]) }) },
    wanted,
    kind: 'differs',
    because: '/etc/x: content differs (not shown)',
    diff: undefined,
  },
  {
    is: 'right, with other attributes',
    results: { file: present('new\n') },
    wanted: { ...wanted, attributes: { mode: '600', owner: 'mysql', group: 'root' } },
    kind: 'differs',
    because: '/etc/x: mode is 0644, not 0600, owner is root, not mysql',
    drift: { path: '/etc/x', replace: false, attributes: { mode: '600', owner: 'mysql', group: 'root' } },
  },
  {
    is: 'a link',
    results: { file: { ...present(''), type: 'link', mode: '0777', linkTarget: 'y' } },
    wanted,
    kind: 'differs',
    because: '/etc/x is a link to y',
    drift: { path: '/etc/x', replace: true, attributes: { mode: '0644' } },
  },
  {
    is: 'of an owner without a name',
    results: { file: present('old\n', { owner: 'UNKNOWN' }), before: present('old\n') },
    wanted,
    kind: 'differs',
    drift: {
      path: '/etc/x',
      replace: true,
      replaced: sha256Of('old\n'),
      attributes: { mode: '0644', group: 'root' },
    },
  },
  {
    is: 'a directory',
    results: { file: { ...present(''), type: 'directory' } },
    wanted,
    kind: 'cannotTell',
    because: '/etc/x is a directory, not a file',
  },
]

describe('a file that is', () => {
  for (const row of rows)
    test(`${row.is}: ${row.kind}`, () => {
      const finding = judgeContent(row.results, row.wanted)
      assert.equal(finding.kind, row.kind)
      if (row.because !== undefined) assert.equal('because' in finding && finding.because, row.because)
      if (row.drift !== undefined) assert.deepEqual('drift' in finding && finding.drift, row.drift)
      if ('diff' in row) assert.deepEqual('diff' in finding ? finding.diff : undefined, row.diff)
    })
})
