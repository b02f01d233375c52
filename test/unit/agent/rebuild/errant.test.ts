import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { beforeLog, purgedOf } from '../../../../agent/act/errant-lost.ts'
import type { DurableState } from '../../../../agent/decide/state.ts'
import { policy } from '../node.ts'
import { Beside, rebuild } from './beside.ts'

const uuid = 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb'
const errant = `${uuid}:1`
const divergence = { errant, primaryHad: '', dump: '/dump.sql', sha256: 'f'.repeat(64) }
const unsaved = { gtids: errant, why: 'its binary logs are gone', told: false }
const reclone = { ...policy, onDivergence: 'reclone' as const }

describe('transactions whose binary logs are gone', () => {
  test('MySQL: those that the server itself calls purged', () => {
    assert.equal(purgedOf(`${uuid}:5-9`, `${uuid}:1-6`), `${uuid}:5-6`)
    assert.equal(purgedOf(`${uuid}:5-9`, ''), '')
  })

  test('MariaDB: what the oldest log begins after, and the primary had not', () => {
    const found = { errant: '0-1-9,1-3-2', primaryHad: '0-1-4,0-2-7' }
    assert.equal(beforeLog(found, '0-1-4,0-2-7'), '')
    assert.equal(beforeLog(found, '0-1-6,0-2-7'), '0-1-6')
    assert.equal(beforeLog(found, '0-1-12,1-3-2'), '0-1-9,1-3-2')
    assert.equal(beforeLog(found, ''), '')
  })

  test('are named by the status when the rest is saved', () => {
    const beside = new Beside({ role: 'DIVERGED', divergence: { ...divergence, dump: '' } })
    beside.dumped(`/dump.sql sha256:abc purged:${errant}`)
    const { divergence: shown } = beside.status()
    assert.deepEqual(shown, {
      errant,
      dump: '/dump.sql',
      sha256: 'abc',
      unsaved: { gtids: errant, why: 'its binary logs are gone' },
    })
  })

  test('are not thrown away by a policy', () => {
    const beside = new Beside({ role: 'DIVERGED', divergence: { ...divergence, unsaved } }, reclone)
    assert.equal(beside.role, 'DIVERGED')
    assert.match(
      beside.node.state.durable.reason,
      /could not be saved \(its binary logs are gone\): a person/,
    )
  })

  test('go when a person who was told so asks again', () => {
    const beside = new Beside({ role: 'DIVERGED', divergence: { ...divergence, unsaved } })
    assert.match(beside.command(rebuild(errant)), /cannot be saved \(its binary logs are gone\)/)
    assert.equal(beside.role, 'DIVERGED')
    assert.equal(beside.command(rebuild(errant)), 'done')
  })
})

describe('a set that was never saved', () => {
  const roles: DurableState['role'][] = ['MAINT', 'FENCED', 'FORMING']
  for (const role of roles)
    test(`as ${role}: is saved first`, () => {
      const beside = new Beside({ role }, policy, 1)
      assert.match(beside.command(rebuild(errant)), /is being saved/)
      beside.dumped('/dump.sql sha256:abc')
      assert.equal(beside.command(rebuild(errant)), 'done')
      assert.deepEqual(
        [beside.role, beside.node.state.durable.rebuild?.discard, beside.node.state.durable.divergence?.dump],
        ['CLONING', errant, '/dump.sql'],
      )
    })

  test('must be named as it is', () => {
    const beside = new Beside({ role: 'MAINT' }, policy, 1)
    assert.match(beside.command(rebuild(`${errant}-2`)), /the primary lacks .*name exactly/)
    assert.equal(beside.node.state.durable.divergence, null)
  })

  test('on a dead server: a person is told that it cannot be', () => {
    const beside = new Beside({ role: 'MAINT', watermark: errant }, policy, 1)
    beside.node.server.up = false
    beside.turn(8)
    assert.match(beside.command(rebuild(errant)), /cannot be saved \(the server here does not answer\)/)
    assert.equal(beside.role, 'MAINT')
    assert.equal(beside.command(rebuild(errant)), 'done')
  })

  test('that cannot be saved for now says why', () => {
    const beside = new Beside({ role: 'DIVERGED', divergence: { ...divergence, dump: '' } })
    beside.dumped('mysqlbinlog is not installed here', false)
    assert.equal(beside.status().divergence?.unsaved?.why, 'mysqlbinlog is not installed here')
  })

  test('of which there is nothing: nothing may be lost', () => {
    const beside = new Beside({ role: 'MAINT' })
    assert.equal(beside.command(rebuild(errant)), 'done')
    assert.equal(beside.node.state.durable.rebuild?.discard, '')
  })
})

describe('a set that grows', () => {
  function grown(): Beside {
    const beside = new Beside({ role: 'DIVERGED', divergence })
    beside.node.server.executed.add('b:2')
    beside.turn(40)
    return beside
  }

  test('is shown as it is now, and saved anew', () => {
    const beside = grown()
    assert.deepEqual(
      [beside.status().divergence?.errant, beside.status().divergence?.dump],
      [`${uuid}:1-2`, ''],
    )
    beside.dumped('/second.sql sha256:abc')
    assert.equal(beside.status().divergence?.dump, '/second.sql')
  })

  test('is not given up by its old name', () => {
    const beside = grown()
    beside.dumped('/second.sql sha256:abc')
    assert.match(beside.command(rebuild(errant)), /the primary lacks .*:1-2: .*name exactly/)
    assert.equal(beside.command(rebuild(`${uuid}:1-2`)), 'done')
  })

  test('while the smaller one is saved, that file is not taken for the whole', () => {
    const beside = new Beside({ role: 'DIVERGED', divergence: { ...divergence, dump: '' } })
    const first = beside.node.state.running.dump?.id ?? -1
    beside.node.server.executed.add('b:2')
    beside.turn(40)
    beside.node.events.push({ kind: 'outcome', id: first, ok: true, detail: '/first.sql sha256:abc' })
    beside.turn(2)
    assert.equal(beside.status().divergence?.dump, '')
    assert.notEqual(beside.node.state.running.dump?.id ?? first, first)
  })

  test('is forgotten when the primary has it', () => {
    const beside = new Beside({ role: 'MAINT', divergence })
    beside.peer.server.executed.add('b:1')
    beside.turn(8)
    assert.equal(beside.status().divergence, undefined)
  })
})
