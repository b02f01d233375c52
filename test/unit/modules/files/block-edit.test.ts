import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { blockEdit } from '../../../../modules/files/blockinfile.ts'
import { isObstacle } from '../../../../modules/files/lines.ts'

const begin = '# BEGIN PLAYBOOK MANAGED BLOCK'
const end = '# END PLAYBOOK MANAGED BLOCK'
const plain = fc.array(fc.constantFrom('a', 'b', '', '#'), { maxLength: 5 })
const block = fc.array(fc.constantFrom('x', 'y', ''), { minLength: 1, maxLength: 4 })
const place = fc.constantFrom(
  {},
  { insertafter: '^a' },
  { insertbefore: '^b' },
  { insertbefore: 'BOF' },
  { insertafter: 'EOF' },
)

describe('blockinfile', () => {
  test('takes nothing away but the old block, keeps its place, and is done once', () => {
    fc.assert(
      fc.property(plain, block, plain, block, place, (above, old, below, body, where) => {
        const edit = blockEdit({ block: body.map((line) => `${line}\n`).join(''), ...where })
        const once = edit([...above, begin, ...old, end, ...below]) as string[]
        assert.deepEqual(once, [...above, begin, ...body, end, ...below])
        assert.deepEqual(edit(once), once)
      }),
    )
  })

  test('a new block stands at its place, and taking it away gives the old file', () => {
    fc.assert(
      fc.property(plain, block, place, (lines, body, where) => {
        const text = body.map((line) => `${line}\n`).join('')
        const once = blockEdit({ block: text, ...where })(lines) as string[]
        assert.equal(once.length, lines.length + body.length + 2)
        assert.deepEqual(blockEdit({ block: text, ...where })(once), once)
        assert.deepEqual(blockEdit({ block: text, state: 'absent' })(once), lines)
        assert.deepEqual(blockEdit({ block: '' })(once), lines)
      }),
    )
  })

  for (const [name, lines] of Object.entries({
    'a beginning alone': [begin, 'x'],
    'an end alone': ['x', end],
    'the wrong way round': [end, begin],
    'two blocks': [begin, end, begin, end],
    'a beginning within': [begin, begin, end],
  }))
    test(`is not guessed about: ${name}`, () => {
      assert.ok(isObstacle(blockEdit({ block: 'x' })(lines)))
      assert.ok(isObstacle(blockEdit({ block: 'x', state: 'absent' })(lines)))
    })

  test('several blocks of one file keep apart by their markers', () => {
    const first = blockEdit({ block: 'one', marker: '# {mark} first' })
    const second = blockEdit({ block: 'two', marker: '# {mark} second' })
    const both = second(first([]) as string[]) as string[]
    assert.deepEqual(both, ['# BEGIN first', 'one', '# END first', '# BEGIN second', 'two', '# END second'])
    assert.deepEqual(first(both), both)
  })
})
