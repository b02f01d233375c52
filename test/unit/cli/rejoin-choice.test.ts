import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ownTransactions } from '../../../src/cli/rejoin.ts'
import { chooseWay, type Choice, type OwnTransactions } from '../../../src/cli/rejoin-choice.ts'
import { PlaybookError } from '../../../src/errors.ts'
import type { Ways } from '../../../src/pair/rejoin/ways.ts'

const errant = '11111111-1111-1111-1111-111111111111:1-3'
const canCatchUp: Ways = { nothingToDo: false, running: false, catchUp: { by: 'wait' }, rebuild: ['clone'] }
const mustRebuild: Ways = { ...canCatchUp, catchUp: { impossible: 'it is diverged' } }

describe('without anybody at the terminal', () => {
  const fenced = { node: 'node2', ways: canCatchUp, own: { errant: '' } }
  const lost = { node: 'node2', ways: mustRebuild, own: { errant } }
  const silent = { node: 'node2', ways: mustRebuild, own: { untold: true } as const }
  const cases: [string, Parameters<typeof chooseWay>[0], Parameters<typeof chooseWay>[1], Choice | RegExp][] =
    [
      [
        'what nobody can tell is given up by nobody: the agent asks',
        { method: undefined, discard: undefined, yes: true },
        silent,
        { kind: 'rebuild', method: 'auto', discard: '' },
      ],
      [
        '--yes catches up where that is possible',
        { method: undefined, discard: undefined, yes: true },
        fenced,
        { kind: 'catch-up' },
      ],
      [
        'a method asks for a rebuild',
        { method: 'clone', discard: undefined, yes: true },
        fenced,
        { kind: 'rebuild', method: 'clone', discard: '' },
      ],
      [
        'without --yes nothing happens',
        { method: undefined, discard: undefined, yes: false },
        fenced,
        /nobody is at the terminal/,
      ],
      ['nothing is lost unnamed', { method: undefined, discard: undefined, yes: true }, lost, /throws away/],
      [
        'what is named is given up',
        { method: undefined, discard: errant, yes: true },
        lost,
        { kind: 'rebuild', method: 'auto', discard: errant },
      ],
    ]
  for (const [title, options, situation, expected] of cases)
    test(title, async () => {
      if (expected instanceof RegExp)
        await assert.rejects(
          chooseWay(options, situation, undefined),
          (error: unknown) =>
            error instanceof PlaybookError && error.exitCode === 2 && expected.test(error.message),
        )
      else assert.deepEqual(await chooseWay(options, situation, undefined), expected)
    })
})

describe('a person is asked', () => {
  const questioner = (answer: string, agrees: boolean) => ({
    decide: () => Promise.resolve(answer),
    confirm: () => Promise.resolve(agrees),
    secret: () => Promise.reject(new Error('nobody asks for one')),
  })
  const options = { method: undefined, discard: undefined, yes: false }
  const fenced = { node: 'node2', ways: canCatchUp, own: { errant: '' } }
  const lost = { node: 'node2', ways: mustRebuild, own: { errant } }
  test('which way', async () => {
    assert.deepEqual(await chooseWay(options, fenced, questioner('nothing', true)), { kind: 'nothing' })
    assert.deepEqual(await chooseWay(options, fenced, questioner('rebuild', true)), {
      kind: 'rebuild',
      method: 'auto',
      discard: '',
    })
    assert.deepEqual(await chooseWay(options, fenced, questioner('rebuild', false)), { kind: 'nothing' })
  })
  test('and gives up what nobody can tell', async () => {
    const silent = { node: 'node2', ways: mustRebuild, own: { untold: true } as const }
    assert.deepEqual(await chooseWay(options, silent, questioner('', true)), {
      kind: 'rebuild',
      method: 'auto',
      discard: 'unknown',
    })
    assert.deepEqual(await chooseWay(options, silent, questioner('', false)), { kind: 'nothing' })
    assert.deepEqual(await chooseWay({ ...options, discard: errant }, silent, questioner('', true)), {
      kind: 'rebuild',
      method: 'auto',
      discard: errant,
    })
  })
  test('and gives up what was shown, no more', async () =>
    assert.deepEqual(await chooseWay(options, lost, questioner('', true)), {
      kind: 'rebuild',
      method: 'auto',
      discard: errant,
    }))
})

describe('what only a node has', () => {
  const found = {
    here: null,
    peer: { executed: '', version: '9.7.4', bytes: 0 },
    onlyHere: { gtids: '', count: 0 },
    onlyPeer: { gtids: '', count: 0 },
    stillLogged: true,
    methods: [],
  }
  const divergence = { errant, dump: '', sha256: '' }
  const answers = {
    ...found,
    here: { executed: errant, version: '9.7.4' },
    onlyHere: { gtids: errant, count: 3 },
  }
  const cases: [string, Parameters<typeof ownTransactions>, OwnTransactions][] = [
    ['its server answers', [{ role: 'FENCED' }, { found: answers }], { errant }],
    ['its server does not', [{ role: 'FENCED' }, { found }], { untold: true }],
    ['its server does not, and its agent knows', [{ role: 'DIVERGED', divergence }, { found }], { errant }],
    ['half a copy', [{ role: 'CLONING' }, { found }], { errant: '' }],
    ['half a copy over what was found', [{ role: 'CLONING', divergence }, { found }], { errant }],
    ['no comparison', [undefined, { found: undefined, because: 'down' }], { errant: '' }],
  ]
  for (const [title, [status, compared], expected] of cases)
    test(title, () => assert.deepEqual(ownTransactions(status, compared), expected))
})

test('where there is no way, that is said', () =>
  assert.rejects(
    chooseWay(
      { method: undefined, discard: undefined, yes: true },
      { node: 'node2', ways: { ...mustRebuild, rebuild: [] }, own: { errant: '' } },
      undefined,
    ),
    /no way back for node2/,
  ))
