import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { drills } from '../../../src/drill/catalogue.ts'
import { iptablesRules, nftRules } from '../../../src/drill/drills/firewall.ts'
import { chosenDrills } from '../../../src/drill/prepare.ts'

describe('the drills', () => {
  test('have names of their own, made of small letters', () => {
    const names = drills.map(({ name }) => name)
    assert.equal(new Set(names).size, names.length)
    for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/)
  })

  test('are all that were asked for, and elsewhere than in a lab none that needs one', () => {
    assert.deepEqual(chosenDrills([], true), drills)
    assert.ok(chosenDrills([], false).every(({ needs }) => needs === 'anywhere'))
    assert.deepEqual(
      chosenDrills(['cut-pair'], false).map(({ name }) => name),
      ['cut-pair'],
    )
  })

  test('that let writes go on leave the role where it is', () => {
    for (const { writesGoOnWithinSeconds, leads } of drills)
      if (writesGoOnWithinSeconds !== undefined) assert.equal(leads, 'same')
  })
})

describe('a cut by firewall', () => {
  const dropped = [{ address: '10.0.0.2' }, { address: '10.0.0.9', port: 3310 }]
  test('nft drops both directions, of the witness its port alone', () => {
    const rules = nftRules(dropped)
    for (const line of [
      'ip saddr 10.0.0.2 drop',
      'ip daddr 10.0.0.2 drop',
      'ip saddr 10.0.0.9 tcp sport 3310 drop',
      'ip daddr 10.0.0.9 tcp dport 3310 drop',
    ])
      assert.ok(rules.includes(`    ${line}\n`), rules)
  })
  test('iptables does the same, in a chain of its own', () => {
    const rules = iptablesRules(dropped).split(' && ')
    assert.equal(rules[0], 'iptables -N mysqlha_drill')
    assert.equal(rules.filter((rule) => rule.endsWith('-j DROP')).length, 4)
    assert.ok(rules.includes('iptables -A mysqlha_drill -d 10.0.0.9 -p tcp --dport 3310 -j DROP'))
  })
})
