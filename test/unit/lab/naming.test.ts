import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { LabFailure } from '../../../lab/failure.ts'
import { defaultLabName, describeLab, nodeOf } from '../../../lab/lab.ts'
import { chooseNetwork, overlaps, rangesOfRoutes } from '../../../lab/network/addresses.ts'

const labName = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,30}$/)

describe('names of a lab', () => {
  test('fit into what the kernel allows for links, and two labs share none', () => {
    fc.assert(
      fc.property(labName, labName, (one, other) => {
        const [first, second] = [describeLab('.', one), describeLab('.', other)]
        const names = [first.bridge, ...first.nodes.map((node) => node.port)]
        assert.ok(names.every((name) => name.length <= 15))
        if (one !== other) assert.notEqual(first.id, second.id)
        else assert.deepEqual(first, second)
      }),
    )
  })

  test('differ from checkout to checkout', () => {
    const checkout = mkdtempSync(join(tmpdir(), 'lab-naming-'))
    try {
      assert.notEqual(describeLab(checkout, defaultLabName).id, describeLab('.', defaultLabName).id)
    } finally {
      rmSync(checkout, { recursive: true })
    }
  })

  test('keep out of paths that are not theirs', () => {
    for (const name of ['', '..', 'a/b', '-x', 'A', 'x'.repeat(32)]) {
      assert.throws(() => describeLab('.', name), LabFailure, name)
    }
  })

  test('a host is found by its name alone', () => {
    const lab = describeLab('.', defaultLabName)
    assert.equal(nodeOf(lab, 'node2').hostNumber, 12)
    for (const name of [undefined, 'node3', '']) assert.throws(() => nodeOf(lab, name), LabFailure)
  })
})

describe('the address range', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  const range = fc
    .tuple(octet, octet, fc.integer({ min: 12, max: 32 }))
    .map(([third, fourth, length]) => `10.${third}.${fourth}.0/${length}`)

  test('overlaps nothing that is in use, whatever that is', () => {
    fc.assert(
      fc.property(labName, fc.array(range, { maxLength: 40 }), (id, inUse) => {
        const network = chooseNetwork({ id }, inUse)
        assert.match(network, /^10\.\d{1,3}\.\d{1,3}$/)
        assert.ok(inUse.every((used) => !overlaps(used, `${network}.0/24`)))
      }),
    )
  })

  test('stays the same while nothing collides, and moves when something does', () => {
    const network = chooseNetwork({ id: 'pb1' }, [])
    assert.equal(chooseNetwork({ id: 'pb1' }, ['192.168.0.0/16']), network)
    assert.notEqual(chooseNetwork({ id: 'pb1' }, [`${network}.7`]), network)
  })

  test('is refused when all of 10/8 is taken', () => {
    assert.throws(() => chooseNetwork({ id: 'pb1' }, ['10.0.0.0/8']), LabFailure)
  })

  test('overlap of two ranges', () => {
    const cases: [string, string, boolean][] = [
      ['10.1.0.0/16', '10.1.2.0/24', true],
      ['10.1.2.3', '10.1.2.0/24', true],
      ['10.1.3.0/24', '10.1.2.0/24', false],
      ['0.0.0.0/0', '10.1.2.0/24', true],
      ['11.0.0.0/8', '10.255.255.0/24', false],
    ]
    for (const [one, other, expected] of cases) {
      assert.equal(overlaps(one, other), expected, `${one} ${other}`)
      assert.equal(overlaps(other, one), expected, `${other} ${one}`)
    }
  })

  test('is read from the routes, without the default one', () => {
    const json =
      '[{"dst":"default","gateway":"192.0.2.1"},{"dst":"192.0.2.0/24"},{"type":"local","dst":"127.0.0.1"}]'
    assert.deepEqual(rangesOfRoutes(json), ['192.0.2.0/24', '127.0.0.1'])
  })
})
