import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addressWithPrefix, containsAddress, ipv4Address, sameSubnet } from '../../../src/values/address.ts'

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
const toBits = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')

test('two addresses share a subnet when their first bits are equal', () => {
  fc.assert(
    fc.property(octets, octets, fc.nat(32), fc.integer({ min: 1, max: 32 }), (a, b, shared, prefix) => {
      const first = a.join('.')
      // The second address begins with `shared` bits of the first, so that both answers are common.
      const bits = toBits(first).slice(0, shared) + toBits(b.join('.')).slice(shared)
      const second = (bits.match(/.{8}/g) ?? []).map((part) => Number.parseInt(part, 2)).join('.')
      const expected = toBits(first).slice(0, prefix) === bits.slice(0, prefix)
      assert.equal(sameSubnet(first, second, prefix), expected)
      assert.equal(containsAddress({ address: first, prefix }, second), expected)
    }),
  )
})

test('an address with its prefix is parsed to its two parts', () => {
  fc.assert(
    fc.property(octets, fc.integer({ min: 1, max: 32 }), (parts, prefix) => {
      const address = parts.join('.')
      const rest = toBits(address).slice(prefix)
      const result = addressWithPrefix().safeParse(`${address}/${prefix}`)
      if (prefix < 31 && /^(0+|1+)$/.test(rest))
        assert.match(result.error?.issues[0]?.message ?? '', /broadcast/)
      else assert.deepEqual(result.data, { address, prefix })
    }),
  )
})

for (const text of [
  '',
  '1.2.3.4',
  '1.2.3/24',
  '1.2.3.4.5/24',
  '1.2.3.256/24',
  '01.2.3.4/24',
  '1.2.3.4/33',
  '1.2.3.4/0',
  '1.2.3.4/24/1',
  '1.2.3.4/ 24',
  ' 1.2.3.4/24',
  '::1/64',
  '1.2.3.4/024',
]) {
  test(`${JSON.stringify(text)} is no address with a prefix`, () => {
    assert.equal(addressWithPrefix().safeParse(text).success, false)
  })
}

test('an address outside of IPv4 is in no subnet', () => {
  assert.equal(sameSubnet('node1', 'node1', 24), false)
  assert.equal(ipv4Address().safeParse('node1').success, false)
  assert.equal(ipv4Address().parse('10.0.0.1'), '10.0.0.1')
})
