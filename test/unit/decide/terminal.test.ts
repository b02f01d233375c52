import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'

const source = (name: string): string => new URL(`../../../src/${name}`, import.meta.url).href

/** Runs one expression on a questioner `q` in a terminal of its own; keys are sent when the text before them is seen. */
async function inTerminal(
  expression: string,
  talk: readonly (readonly [see: string, send: string])[],
): Promise<string> {
  const program = `
    const { terminalQuestioner } = await import('${source('decide/terminal.ts')}')
    const q = terminalQuestioner({ input: process.stdin, output: process.stderr })
    try { console.log('RESULT', await (${expression})) } catch (error) { console.log('THROWN', error.code, error.message) }
    process.exit()`
  const file = `data:text/javascript,${encodeURIComponent(program)}`
  const child = spawn('script', [
    '-qec',
    `'${process.execPath}' --import tsx --import '${file.replaceAll("'", '%27')}'`,
    '/dev/null',
  ])
  let seen = ''
  let from = 0
  const rest = [...talk]
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      seen += text
      const next = rest[0]
      if (next === undefined || !stripVTControlCharacters(seen.slice(from)).includes(next[0])) return
      rest.shift()
      from = seen.length
      child.stdin.write(next[1])
    })
  }
  await once(child, 'close', { signal: AbortSignal.timeout(30_000) })
  assert.deepEqual(rest, [], `still waiting; seen: ${seen}`)
  return stripVTControlCharacters(seen)
}

const decision = (more: string): string =>
  `q.decide({ preselected: 'b', decision: { key: 'k', question: 'Which one?', consequence: 'It matters.', default: 'a', changeable: 'until-initialised', ${more} } })`

describe('terminalQuestioner', () => {
  test('a choice: the preselected one is taken by Enter, others by the arrows', async () => {
    const choices = "choices: ['a', 'b', 'c']"
    const seen = await inTerminal(decision(choices), [['Which one?', '\r']])
    assert.match(seen, /k: It matters\. It cannot be changed once the data directory exists\./)
    assert.match(seen, /RESULT b/)
    assert.match(await inTerminal(decision(choices), [['Which one?', '\u001b[B\r']]), /RESULT c/)
  })

  test('a text: what is not acceptable is asked again', async () => {
    const validate = "validate: (value) => value === '42' ? undefined : 'must be 42'"
    const seen = await inTerminal(decision(validate), [
      ['Which one?', '7\r'],
      ['must be 42', '\u007f42\r'],
    ])
    assert.match(seen, /RESULT 42/)
  })

  test('a secret: nothing of it is shown', async () => {
    const expression = "q.secret('Password on node1', 'p').then((s) => [s.reveal().length, String(s)].join())"
    const seen = await inTerminal(expression, [['Password on node1', 'Canary-161803\r']])
    assert.match(seen, /RESULT 13,\[secret\]/)
    assert.ok(!seen.includes('Canary') && !seen.includes('***'))
  })

  test('a confirmation shows its lines; Enter alone is no', async () => {
    const expression = "q.confirm('Are these right?', ['key  value'])"
    assert.match(await inTerminal(expression, [['Are these right?', 'y']]), / {2}key {2}value[^]*RESULT true/)
    assert.match(await inTerminal(expression, [['Are these right?', '\r']]), /RESULT false/)
  })

  for (const [question, expression] of [
    ['Which one?', decision("choices: ['a', 'b']")],
    ['Sure?', "q.confirm('Sure?')"],
    ['Password', "q.secret('Password', 'p')"],
  ] as const) {
    test(`Ctrl-C at "${question}" stops`, async () => {
      assert.match(
        await inTerminal(expression, [[question, '\u0003']]),
        /THROWN Stopped stopped at a question/,
      )
    })
  }
})
