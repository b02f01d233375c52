import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type LineinfileParams, lineEdit } from '../../../../modules/files/lineinfile.ts'
import { linesOf, textOf } from '../../../../modules/files/lines.ts'

type Params = Omit<LineinfileParams, 'path'>

/** One run of Ansible's lineinfile, retold plainly from its source (present(): three passes and a chain of cases). */
function ansibleOnce(
  lines: readonly string[],
  { line, regexp, insertafter, insertbefore }: Params,
): string[] {
  const result = [...lines]
  let found = -1
  let place = -1
  if (regexp !== undefined)
    lines.forEach((each, index) => (found = new RegExp(regexp).test(each) ? index : found))
  if (found === -1)
    lines.forEach((each, index) => {
      const anchor = insertafter ?? insertbefore
      if (each === line) found = index
      else if (anchor !== undefined && new RegExp(anchor).test(each))
        place = insertafter === undefined ? index : index + 1
    })
  if (found !== -1) result[found] = line
  else if (insertbefore === 'BOF') result.unshift(line)
  else if (place === -1) result.push(line)
  else result.splice(place, 0, line)
  return result
}

/** As many runs as change something. */
function ansible(lines: readonly string[], params: Params): string[] {
  let now = [...lines]
  for (let next = ansibleOnce(now, params); textOf(next) !== textOf(now); next = ansibleOnce(now, params))
    now = next
  return now
}

const word = fc.constantFrom('a', 'b', 'ab', '#a', '#b', 'c', '')
const pattern = fc.constantFrom('^a', 'b', '^#?a', '^c$', '^$', '^zz')
const file = fc.array(word, { maxLength: 8 })
const given = fc.record(
  {
    line: word,
    regexp: pattern,
    place: fc.record({ after: fc.boolean(), anchor: fc.oneof(pattern, fc.constantFrom('EOF', 'BOF')) }),
  },
  { requiredKeys: ['line'] },
)
const params = given.map(({ line, regexp, place }): Params => ({
  line,
  ...(regexp === undefined ? {} : { regexp }),
  ...(place === undefined ||
  (place.after && place.anchor === 'BOF') ||
  (!place.after && place.anchor === 'EOF')
    ? {}
    : place.after
      ? { insertafter: place.anchor }
      : { insertbefore: place.anchor }),
}))

describe('lineinfile', () => {
  test('does what Ansible does, run until nothing changes', () => {
    fc.assert(
      fc.property(file, params, (lines, one) => {
        assert.deepEqual(lineEdit(one)(lines), ansible(lines, one))
      }),
      { numRuns: 3000 },
    )
  })

  test('done twice it changes nothing more, and the line is there', () => {
    fc.assert(
      fc.property(file, params, (lines, one) => {
        const once = lineEdit(one)(lines) as string[]
        assert.deepEqual(lineEdit(one)(once), once)
        assert.ok(once.includes(one.line))
      }),
    )
  })

  test('absent leaves exactly the lines that do not match', () => {
    fc.assert(
      fc.property(file, params, (lines, one) => {
        const left = lineEdit({ ...one, state: 'absent' })(lines)
        const matches = (line: string): boolean =>
          one.regexp === undefined ? line === one.line : new RegExp(one.regexp).test(line)
        assert.deepEqual(
          left,
          lines.filter((line) => !matches(line)),
        )
      }),
    )
  })
})

test('lines and text are the same thing, but for a missing last newline', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 5 }).filter((line) => !line.includes('\n'))), (lines) => {
      assert.deepEqual(linesOf(textOf(lines)), lines)
    }),
  )
})
