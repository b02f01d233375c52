import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import fc from 'fast-check'
import { LabFailure } from '../../../lab/failure.ts'
import { describeLab } from '../../../lab/lab.ts'
import type { Lab } from '../../../lab/lab.ts'
import { toUndo } from '../../../lab/reap.ts'
import { openLedger, readResources, readState } from '../../../lab/state.ts'
import type { LabState, Resource } from '../../../lab/state.ts'

const resource: fc.Arbitrary<Resource> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('disks' as const, 'directory' as const, 'mount' as const),
    path: fc.string(),
  }),
  fc.record({ kind: fc.constant('loop' as const), file: fc.string() }),
  fc.record({ kind: fc.constantFrom('link' as const, 'cgroup' as const), name: fc.string() }),
)

describe('the ledger', () => {
  let checkout: string
  let lab: Lab
  let empty: LabState

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'lab-state-'))
    lab = describeLab(checkout, 'default')
    const cuts = { pair: false, nodes: [] }
    empty = { id: lab.id, flavour: 'mysql97', base: '/base', network: '10.1.2', cuts, resources: [] }
  })
  afterEach(() => rmSync(checkout, { recursive: true }))

  const stateFile = (): string => join(lab.directory, 'state.json')

  test('there is none before the first one is opened', () => {
    assert.equal(readState(lab), undefined)
    assert.equal(readResources(lab), undefined)
  })

  test('every change is on disk when it returns, readable by the owner alone', () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 8 }), (resources) => {
        const ledger = openLedger(lab, empty)
        for (const each of resources) {
          ledger.record(each)
          assert.ok(readResources(lab)?.some((entry) => JSON.stringify(entry) === JSON.stringify(each)))
        }
        for (const each of resources) ledger.strike(each)
        assert.deepEqual(readResources(lab), [])
      }),
      { numRuns: 20 },
    )
    assert.equal(statSync(stateFile()).mode & 0o777, 0o600)
  })

  test('what is made twice is listed once', () => {
    const ledger = openLedger(lab, empty)
    ledger.record({ kind: 'link', name: 'x' })
    ledger.record({ kind: 'link', name: 'x' })
    assert.equal(ledger.state.resources.length, 1)
  })

  test('a state that came with a copied checkout is never acted upon', () => {
    openLedger(lab, { ...empty, id: 'pb0000000' })
    assert.throws(() => readState(lab), LabFailure)
    assert.throws(() => readResources(lab), LabFailure)
  })

  test('what another version made can still be destroyed', () => {
    openLedger(lab, empty).record({ kind: 'link', name: 'x' })
    const older = JSON.parse(readFileSync(stateFile(), 'utf8')) as Partial<LabState>
    delete older.cuts
    writeFileSync(stateFile(), JSON.stringify(older))
    assert.throws(() => readState(lab), /lab destroy/)
    assert.deepEqual(readResources(lab), [{ kind: 'link', name: 'x' }])
  })
})

describe('what is undone', () => {
  test('everything once, disks only when asked, processes before the mounts and links that they hold', () => {
    fc.assert(
      fc.property(fc.array(resource), fc.boolean(), (resources, disks) => {
        const undone = toUndo(resources, { disks })
        const wanted = resources.filter(({ kind }) => disks || kind !== 'disks')
        assert.equal(undone.length, wanted.length)
        assert.ok(wanted.every((each) => undone.includes(each)))
        const last = (kind: Resource['kind']): number => undone.findLastIndex((each) => each.kind === kind)
        const first = (kind: Resource['kind']): number => undone.findIndex((each) => each.kind === kind)
        for (const later of ['mount', 'loop', 'link', 'directory', 'disks'] as const) {
          if (first(later) >= 0) assert.ok(last('cgroup') < first(later))
        }
        if (first('disks') >= 0) assert.ok(last('mount') < first('disks'))
      }),
    )
  })

  test('of equals the newest first, as mounts may lie on each other', () => {
    const mounts: Resource[] = ['/a', '/a/b'].map((path) => ({ kind: 'mount', path }))
    assert.deepEqual(toUndo(mounts, { disks: false }), mounts.toReversed())
  })
})
