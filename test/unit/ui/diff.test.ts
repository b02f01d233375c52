import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { renderDiff } from '../../../src/ui/diff.ts'
import { diffLines } from '../../../src/ui/line-diff.ts'
import { colours, noColours } from '../../../src/ui/paint.ts'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', ' x'), { maxLength: 30 })

describe('diffLines', () => {
  test('gives both sides back', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const script = diffLines(before, after)
        const side = (without: string) =>
          script.filter(({ kind }) => kind !== without).map(({ line }) => line)
        assert.deepEqual(side('added'), before)
        assert.deepEqual(side('removed'), after)
      }),
    )
  })

  test('says "same" of as many lines as can be', () => {
    const longest = (a: string[], b: string[]): number => {
      const [x, ...as] = a
      const [y, ...bs] = b
      if (x === undefined || y === undefined) return 0
      return x === y ? 1 + longest(as, bs) : Math.max(longest(as, b), longest(a, bs))
    }
    const few = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 })
    fc.assert(
      fc.property(few, few, (before, after) => {
        const same = diffLines(before, after).filter(({ kind }) => kind === 'same')
        assert.equal(same.length, longest(before, after))
      }),
    )
  })

  test('stays within its memory: two large texts without a common line are replaced as a whole', () => {
    const many = (prefix: string) => Array.from({ length: 50_000 }, (_, index) => `${prefix}${index}`)
    const script = diffLines(many('a'), many('b'))
    assert.equal(script.length, 100_000)
    assert.equal(script[0]?.kind, 'removed')
  })
})

describe('renderDiff', () => {
  const text = fc
    .tuple(lines, fc.boolean())
    .map(([all, end]) => all.join('\n') + (end && all.length > 0 ? '\n' : ''))

  test(
    'is what patch(1) takes',
    { skip: spawnSync('patch', ['--version']).status !== 0 && 'patch is not installed' },
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'diff-'))
      const file = join(folder, 'file')
      try {
        fc.assert(
          fc.property(text, text, (before, after) => {
            const shown = renderDiff({ subject: 'file', before, after }, noColours)
            assert.equal(shown.length === 0, before === after)
            if (before === after) return
            writeFileSync(file, before)
            const { status, stdout } = spawnSync('patch', ['--quiet', '-p0', file], {
              input: `${shown.join('\n')}\n`,
            })
            assert.equal(status, 0, `${stdout.toString()}\n${shown.join('\n')}`)
            // patch removes a file that becomes empty.
            const patched = after === '' ? '' : readFileSync(file, 'utf8')
            assert.equal(patched, after)
          }),
          { numRuns: 60 },
        )
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )

  const cases = [
    {
      name: 'a changed line',
      before: 'a\nb\nc\n',
      after: 'a\nB\nc\n',
      shown: ['@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c'],
    },
    { name: 'a new file', before: '', after: 'a\n', shown: ['@@ -0,0 +1,1 @@', '+a'] },
    { name: 'a file that ends', before: 'a\n', after: '', shown: ['@@ -1,1 +0,0 @@', '-a'] },
    {
      name: 'a missing last newline',
      before: 'a',
      after: 'a\n',
      shown: ['@@ -1,1 +1,1 @@', '-a', '\\ No newline at end of file', '+a'],
    },
    { name: 'Windows line ends', before: 'a\r\n', after: 'a\n', shown: ['@@ -1,1 +1,1 @@', '-a\\x0d', '+a'] },
    { name: 'control codes', before: '', after: '\x1b[2Ja\n', shown: ['@@ -0,0 +1,1 @@', '+\\x1b[2Ja'] },
    { name: 'nothing', before: 'a\n', after: 'a\n', shown: undefined },
  ]
  for (const { name, before, after, shown } of cases)
    test(name, () => {
      const heads = ['--- /etc/x (now)', '+++ /etc/x (wanted)']
      assert.deepEqual(
        renderDiff({ subject: '/etc/x', before, after }, noColours),
        shown ? [...heads, ...shown] : [],
      )
    })

  test('two changes far apart are two hunks, near ones are one', () => {
    const numbers = (changed: number[]) =>
      Array.from({ length: 30 }, (_, index) => `${index}${changed.includes(index) ? '!' : ''}\n`).join('')
    const hunks = (changed: number[]) =>
      renderDiff({ subject: 'x', before: numbers([]), after: numbers(changed) }, noColours).filter((line) =>
        line.startsWith('@@'),
      )
    assert.deepEqual(hunks([5, 25]), ['@@ -3,7 +3,7 @@', '@@ -23,7 +23,7 @@'])
    assert.deepEqual(hunks([5, 9]), ['@@ -3,11 +3,11 @@'])
  })

  test('is cut after 400 lines, and coloured on a terminal', () => {
    const after = Array.from({ length: 1000 }, (_, index) => `${index}\n`).join('')
    const shown = renderDiff({ subject: 'x', before: '', after }, noColours)
    assert.equal(shown.length, 403)
    assert.equal(shown.at(-1), '... 601 more lines')
    assert.match(
      renderDiff({ subject: 'x', before: '', after: 'a\n' }, colours).join('\n'),
      /\x1b\[32m\+a\x1b\[39m/,
    )
  })
})
