import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { from } from '../../../src/plan/deferred.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import { cell } from '../run/cells.ts'
import { planOf } from '../run/run-cells.ts'

const titled = (title: string) => cell(title, { name: title, value: '1' })
const roles = {
  first: [() => [titled('one'), titled('two')], () => [titled('three')]],
  second: [() => [titled('four')]],
}
const idsOf = (plan: Plan) =>
  plan.phases.flatMap((phase) =>
    [...phase.steps.values()].flat().map((step) => `${step.step.title}@${step.host}`),
  )

const selections = [
  ['everything', {}, ['one@a', 'two@a', 'one@b', 'two@b', 'three@a', 'three@b', 'four@a', 'four@b']],
  ['one host', { hosts: ['b'] }, ['one@b', 'two@b', 'three@b', 'four@b']],
  ['one role', { roles: ['second'] }, ['four@a', 'four@b']],
  ['one step by title', { steps: ['two'] }, ['two@a', 'two@b']],
  ['one step by id', { steps: ['stage/first/two@a'] }, ['two@a']],
  ['from a step on', { from: 'two' }, ['two@a', 'two@b', 'three@a', 'three@b', 'four@a', 'four@b']],
  ['from a step on, one host', { from: 'three', hosts: ['a'] }, ['three@a', 'four@a']],
] as const

describe('selecting from a plan', () => {
  for (const [title, selection, expected] of selections)
    test(title, () => assert.deepEqual(idsOf(planOf(roles, { selection })), expected))

  test('a mistyped role or step is refused with a suggestion', () => {
    assert.throws(
      () => planOf(roles, { selection: { roles: ['secnd'] } }),
      /no role is called "secnd".*did you mean "second"/,
    )
    assert.throws(
      () => planOf(roles, { selection: { steps: ['thre'] } }),
      /no step is called "thre".*did you mean "three"/,
    )
  })

  for (const selection of [
    { hosts: ['bastion'] },
    { hosts: [] },
    { roles: ['second'], steps: ['one'] },
    { from: 'four', roles: ['first'] },
  ])
    test(`nothing left to run is a mistake, not success: ${JSON.stringify(selection)}`, () =>
      assert.throws(() => planOf(roles, { selection }), /leaves no step/))

  test('a value may only be read from an earlier phase', () => {
    const publisher = () => [
      cell('key', { name: 'key', value: '1' }, { publish: 'key' }),
      cell('copy', { name: 'copy', value: from('a', 'key') }),
    ]
    assert.throws(() => planOf({ role: [publisher] }), /publishes in the same phase or later/)
    assert.throws(
      () => planOf({ role: [() => [cell('copy', { name: 'copy', value: from('a', 'key') })]] }),
      /which no step publishes/,
    )
  })

  test('an unselected step whose value is read is looked at first', () => {
    const plan = planOf(
      {
        keys: [() => [cell('key', { name: 'key', value: '1' }, { publish: 'key' })]],
        users: [(host) => [cell('copy', { name: 'copy', value: from(host.others[0]?.name ?? '', 'key') })]],
      },
      { selection: { roles: ['users'], hosts: ['b'] } },
    )
    assert.deepEqual(
      plan.needs.map((need) => need.id),
      ['stage/keys/key@a'],
    )
    assert.deepEqual(plan.hosts, ['b', 'a'])
  })

  test('two steps of one id are refused', () => {
    assert.throws(() => planOf({ role: [() => [titled('one'), titled('one')]] }), /two steps have the id/)
  })
})
