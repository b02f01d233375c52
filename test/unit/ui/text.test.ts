import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { countsSince, countsText, sumOfCounts } from '../../../src/ui/counts.ts'
import { duration } from '../../../src/ui/duration.ts'
import { exactText, oneLine, printable } from '../../../src/ui/printable.ts'
import { newCounts, newRunState, titleOf } from '../../../src/ui/run-state.ts'
import { groupPhases } from '../../../src/ui/task-groups.ts'

describe('printable', () => {
  const cases = [
    { text: 'plain', shown: 'plain' },
    { text: '\x1b[31mred\x1b[0m', shown: 'red' },
    { text: '10 %\r20 %', shown: '20 %' },
    { text: 'done\r\n', shown: 'done\n' },
    { text: 'bell\x07', shown: 'bell\\x07' },
    { text: 'a\tb', shown: 'a    b' },
    { text: 'invoice\u202egnp.exe', shown: 'invoice\\u202egnp.exe' },
    { text: '字符集 utf8mb4', shown: '字符集 utf8mb4' },
  ]
  for (const { text, shown } of cases) test(JSON.stringify(text), () => assert.equal(printable(text), shown))

  test('leaves nothing that a terminal obeys, whatever comes', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\x1b', '[', ']', ';', '\r', '\n', '\x9b', 'm'),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
      ),
    })
    fc.assert(
      fc.property(hostile, (text) => {
        for (const shown of [printable(text), exactText(text)])
          assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/)
        assert.ok(!oneLine(text).includes('\n'))
      }),
    )
  })
})

test('duration', () => {
  const cases = [
    [0, '0 ms'],
    [40.4, '40 ms'],
    [99.4, '99 ms'],
    [99.6, '0.1 s'],
    [940, '0.9 s'],
    [9940, '9.9 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [3_720_000, '1 h 02 min'],
  ] as const
  for (const [milliseconds, shown] of cases) assert.equal(duration(milliseconds), shown)
})

test('counts: what was right and changed always, the rest when there is any', () => {
  assert.equal(countsText(newCounts(), 'apply'), '0 right, 0 changed')
  assert.equal(countsText(newCounts(), 'check'), '0 right, 0 different')
  const counts = { right: 3, changed: 2, skipped: 1, failed: 4, different: 5 }
  assert.equal(countsText(counts, 'apply'), '3 right, 2 changed, 1 skipped, 4 failed')
  assert.deepEqual(countsSince(counts, counts), newCounts())
  assert.deepEqual(sumOfCounts([counts, newCounts(), counts]).different, 10)
})

test('phases of one role on one stage are one task', () => {
  const phase = (stage: string, role: string, name: string) => ({ stage, role, name, steps: 1 })
  const groups = groupPhases([
    phase('database', 'common', 'files'),
    phase('database', 'common', 'packages'),
    phase('database', 'mysql', 'unpack'),
    phase('accept', 'accept', 'checks'),
  ])
  assert.deepEqual(
    groups.map(({ title, phases }) => [title, phases.length]),
    [
      ['database: common', 2],
      ['database: mysql', 1],
      ['accept', 1],
    ],
  )
})

test('a step that was never announced is called by the title in its id', () => {
  const state = newRunState()
  const cases = [
    ['database/mysql/MySQL is running@node1', 'MySQL is running'],
    ['database/mysql/user a@b exists@node1', 'user a@b exists'],
    ['database/common/a/b is there@node1', 'a/b is there'],
    ['odd', 'odd'],
  ] as const
  for (const [step, title] of cases) assert.equal(titleOf(state, step), title)
})
