import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openOperation } from '../../../src/journal/operation.ts'
import { listOperations } from '../../../src/journal/read-operations.ts'
import { listRuns } from '../../../src/journal/read.ts'

test('an operation is written down as it goes, for its owner alone, and is no run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'operation-'))
  try {
    const start = { operation: 'drill', inventory: 'lab', arguments: ['drill'], who: 'somebody' } as const
    const operation = await openOperation(folder, start)
    await operation.record('drillStarted', { drill: 'cut-pair', round: 1 })
    const kinds = () => listOperations(folder)[0]?.entries.map(({ kind }) => kind)
    assert.deepEqual(kinds(), ['operationStarted', 'operationEvent'])
    await operation.end({ outcome: 'done', exitCode: 0, summary: 'held' })
    const [found] = listOperations(folder)
    assert.deepEqual([found?.started.operation, found?.ended?.summary], ['drill', 'held'])
    assert.equal(statSync(operation.file).mode & 0o777, 0o600)
    assert.deepEqual(listRuns(folder), [])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
