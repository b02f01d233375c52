import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ownership } from '../../../../modules/pair/donor.ts'
import type { Survey } from '../../../../modules/pair/survey.ts'

const one = '11111111-1111-1111-1111-111111111111'
const two = '22222222-2222-2222-2222-222222222222'
const bare: Survey = {
  role: 'FORMING',
  term: 0,
  schemas: [],
  executed: '',
  purged: '',
  style: 'uuid',
  sourceHost: '',
}
const loaded = (executed: string): Survey => ({ ...bare, schemas: ['shop'], executed })
const primary: Survey = { ...loaded(`${one}:1-100`), role: 'PRIMARY', term: 3 }

const cases: [string, Survey, Survey, string][] = [
  ['both bare: the inventory decides', bare, bare, 'donor a, no copy'],
  ['data on the first only', loaded(`${one}:1-9`), bare, 'donor a, copy'],
  [
    'data on the second only: not the one that the inventory calls primary',
    bare,
    loaded(`${two}:1-9`),
    'donor b, copy',
  ],
  [
    'data without transactions (loaded before the binary log) is data all the same',
    loaded(''),
    bare,
    'donor a, copy',
  ],
  ['a bare replacement beside a living primary', bare, primary, 'donor b, copy'],
  ['the same, the other way round', primary, bare, 'donor a, copy'],
  ['a living primary without user data yet', { ...primary, schemas: [] }, bare, 'donor a, no copy'],
  [
    'a living primary without user data whose first logs are gone',
    { ...primary, schemas: [], purged: `${one}:1-50` },
    bare,
    'donor a, copy',
  ],
  [
    'a follower that stopped before logs were purged',
    { ...primary, purged: `${one}:1-80` },
    loaded(`${one}:1-60`),
    'donor a, copy',
  ],
  ['a replacement that brings data of its own', primary, loaded(`${two}:1-5`), 'refused'],
  [
    'a replacement that already holds a part of the history (crash after the copy)',
    primary,
    loaded(`${one}:1-60`),
    'donor a, no copy',
  ],
  ['a standby is the only member left: it leads', bare, { ...primary, role: 'STANDBY' }, 'donor b, copy'],
  [
    'a node whose data is just being copied is no donor, whatever it holds',
    { ...loaded(`${one}:1-50`), role: 'CLONING' },
    primary,
    'donor b, no copy',
  ],
  ['both adopted: the agents decide', primary, { ...primary, role: 'STANDBY' }, 'formed'],
  ['data on both, two histories', loaded(`${one}:1-9`), loaded(`${two}:1-9`), 'refused'],
  ['data on both, no transactions to compare', loaded(''), loaded(''), 'refused'],
  [
    'data on both, the second behind the first',
    loaded(`${one}:1-9`),
    loaded(`${one}:1-5`),
    'donor a, no copy',
  ],
  [
    'data on both, the first behind the second',
    loaded(`${one}:1-5`),
    loaded(`${one}:1-9`),
    'donor b, no copy',
  ],
  ['data on both, equal', loaded(`${one}:1-9`), loaded(`${one}:1-9`), 'donor a, no copy'],
]

const told = (a: Survey, b: Survey) => {
  const found = ownership({ name: 'a', first: true, survey: a }, { name: 'b', first: false, survey: b })
  return found.kind === 'donor' ? `donor ${found.donor}, ${found.copy ? 'copy' : 'no copy'}` : found.kind
}

describe('whose data is it', () => {
  for (const [title, a, b, expected] of cases) {
    test(title, () => assert.equal(told(a, b), expected))
    test(`${title} (seen from the other host)`, () => {
      const mirrored = ownership(
        { name: 'b', first: false, survey: b },
        { name: 'a', first: true, survey: a },
      )
      assert.deepEqual(
        mirrored,
        ownership({ name: 'a', first: true, survey: a }, { name: 'b', first: false, survey: b }),
      )
    })
  }
})
