import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { parse } from 'yaml'
import { DecisionStore } from '../../../src/decide/decision-store.ts'
import { recordedQuestioner } from '../../../src/decide/recorded.ts'
import { resolveDecisions, type DecisionRequest } from '../../../src/decide/resolve-decisions.ts'
import type { Decision } from '../../../src/plan/decision.ts'
import { errorOf, inventoryWith, type Files } from '../inventory/fixture.ts'

const characterSet: Decision = {
  key: 'character_set',
  question: 'Which character set?',
  consequence: 'Others lose what they cannot hold.',
  choices: ['utf8mb4', 'gbk'],
  default: 'utf8mb4',
  changeable: 'always',
}
const timeout: Decision = {
  key: 'timeout',
  question: 'How long?',
  consequence: 'More is slower.',
  default: '1000',
  validate: (value) => (/^\d+$/.test(value) ? undefined : 'must be a whole number'),
  changeable: 'until-initialised',
}
const recorded = (key: string, value: string): string =>
  `${key}: { value: ${value}, who: a@b, when: 2020-01-01T00:00:00.000Z }\n`
const given = (...pairs: [string, string][]): ReadonlyMap<string, string> => new Map(pairs)

async function setting(
  context: Parameters<typeof inventoryWith>[0],
  files: Files,
  changes: Partial<DecisionRequest> = {},
): Promise<{ directory: string; request: DecisionRequest; file: () => Promise<string> }> {
  const directory = await inventoryWith(context, files)
  const request: DecisionRequest = {
    needed: [characterSet, timeout, characterSet],
    store: new DecisionStore(directory, 'me@laptop'),
    given: given(),
    acceptDefaults: false,
    ask: false,
    interactive: undefined,
    ...changes,
  }
  return {
    directory,
    request,
    file: () => readFile(`${directory}/decisions.yml`, 'utf8').catch(() => 'absent'),
  }
}

describe('without a terminal', () => {
  test('lists every missing decision with the option to type', async (context) => {
    const { request, file } = await setting(context, {})
    const error = await errorOf(() => resolveDecisions(request))
    assert.equal(error.code, 'MissingDecisions')
    assert.equal(error.exitCode, 2)
    assert.equal(error.message, '2 decisions are missing, and nobody can be asked without a terminal')
    assert.deepEqual(error.details, [
      'character_set: Which character set? [utf8mb4 | gbk; default utf8mb4] --decision character_set=utf8mb4',
      'timeout: How long? [default 1000] --decision timeout=1000',
    ])
    assert.equal(
      error.hint,
      'add --accept-defaults, or: --decision character_set=utf8mb4 --decision timeout=1000',
    )
    assert.equal(await file(), 'absent')
  })

  test('takes what is recorded, then the given, then defaults, and records what is new', async (context) => {
    const { request, file } = await setting(
      context,
      { 'decisions.yml': `# ours\n${recorded('timeout', '0500')}` },
      { given: given(['character_set', 'gbk']) },
    )
    const answers = await resolveDecisions(request)
    assert.deepEqual(Object.fromEntries(answers), { character_set: 'gbk', timeout: '0500' })
    const text = await file()
    assert.ok(text.startsWith(`# ours\n${recorded('timeout', '0500')}`), text)
    const { value, who, when } =
      (parse(text) as Record<string, Record<string, string>>)['character_set'] ?? {}
    assert.deepEqual([value, who], ['gbk', 'me@laptop'])
    assert.ok(Math.abs(Date.parse(String(when)) - Date.now()) < 60_000)

    assert.deepEqual(await resolveDecisions({ ...request, given: given() }), answers)
    assert.equal(await file(), text)
  })

  test('--accept-defaults answers what is open, and records it', async (context) => {
    const { request, file } = await setting(context, {}, { acceptDefaults: true })
    const answers = Object.fromEntries(await resolveDecisions(request))
    assert.deepEqual(answers, { character_set: 'utf8mb4', timeout: '1000' })
    assert.deepEqual(Object.keys(parse(await file()) as object), ['character_set', 'timeout'])
  })

  test('a dry run records nothing', async (context) => {
    const { request, file } = await setting(context, {}, { acceptDefaults: true, dryRun: true })
    await resolveDecisions(request)
    assert.equal(await file(), 'absent')
  })

  test('--ask needs somebody to ask', async (context) => {
    const { request } = await setting(context, {}, { ask: true })
    assert.equal((await errorOf(() => resolveDecisions(request))).message, '--ask needs a terminal')
  })
})

test('answers that cannot be accepted are told all at once, before anything is asked', async (context) => {
  const interactive = recordedQuestioner({})
  const { directory, request } = await setting(
    context,
    { 'decisions.yml': `\n${recorded('timeout', 'soon')}` },
    { given: given(['character_set', 'utf8mb3'], ['timeoutt', '1']), interactive },
  )
  const error = await errorOf(() => resolveDecisions(request))
  assert.equal(error.code, 'BadUsage')
  assert.deepEqual(
    error.details.map((line) => line.replace(`${directory}/`, '')),
    [
      '--decision timeoutt: no decision of this run; did you mean "timeout"?; there are character_set, timeout',
      '--decision character_set=utf8mb3: must be one of utf8mb4, gbk; did you mean "utf8mb4"?',
      'decisions.yml:2: timeout: must be a whole number',
    ],
  )
  assert.deepEqual(interactive.asked, [])
})

describe('with a terminal', () => {
  test('asks what is open, shows all, and records once confirmed', async (context) => {
    const interactive = recordedQuestioner({ decisions: { timeout: '7' }, confirmations: [false, true] })
    const { request, file } = await setting(
      context,
      { 'decisions.yml': recorded('character_set', 'gbk') },
      { interactive },
    )
    const answers = Object.fromEntries(await resolveDecisions(request))
    assert.deepEqual(answers, { character_set: 'gbk', timeout: '7' })
    const table = ['Are these the decisions?', 'character_set  gbk', 'timeout        7']
    assert.deepEqual(interactive.asked, ['timeout [1000]', ...table, 'timeout [7]', ...table])
    assert.match(await file(), /timeout:\n {2}value: 7\n/)
  })

  test('--ask asks again, the recorded answer preselected where it is still acceptable', async (context) => {
    const interactive = recordedQuestioner({ decisions: { character_set: 'utf8mb4', timeout: '5' } })
    const { request } = await setting(
      context,
      { 'decisions.yml': recorded('character_set', 'gbk') + recorded('timeout', 'soon') },
      { interactive, ask: true },
    )
    const answers = Object.fromEntries(await resolveDecisions(request))
    assert.deepEqual(answers, { character_set: 'utf8mb4', timeout: '5' })
    assert.deepEqual(interactive.asked.slice(0, 2), ['character_set [gbk]', 'timeout [1000]'])
  })

  test('whoever stops half-way has recorded nothing', async (context) => {
    const interactive = recordedQuestioner({ decisions: { character_set: 'gbk' } })
    const { request, file } = await setting(context, {}, { interactive })
    assert.equal((await errorOf(() => resolveDecisions(request))).exitCode, 3)
    assert.equal(await file(), 'absent')
  })
})

for (const [text, problem] of [
  ['character_set: gbk', '1: character_set: must hold a mapping (name: value)'],
  ['\ntimeout: {who: x}', '2: timeout: must be {value, who, when}'],
  ['timeout: {value: }', '1: timeout: must be a whole number'],
  ['a: {value: 1}\na: {value: 2}', '2:1: this key already stands in the same mapping'],
] as const) {
  test(`refuses a decisions.yml with ${JSON.stringify(text)}`, async (context) => {
    const { directory, request } = await setting(context, { 'decisions.yml': text })
    const { details } = await errorOf(() => resolveDecisions(request))
    assert.equal(details[0], `${directory}/decisions.yml:${problem}`)
  })
}
