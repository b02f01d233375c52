import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog } from '../../../src/drill/on-host/log.ts'
import type { HostRecord } from '../../../src/drill/on-host/records.ts'

const commit = (number: number): HostRecord => ({ kind: 'commit', number, sent: 0, at: 0 })

function records(path: string): HostRecord[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as HostRecord]
      } catch {
        return []
      }
    })
}

test('what a full disk did not take is counted', { skip: process.getuid?.() !== 0 && 'mounts' }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'drill-log-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'drill-log', directory])
  try {
    const path = join(directory, 'records')
    const record = openLog(path)
    record(commit(0))
    const full = join(directory, 'full')
    assert.throws(() => writeFileSync(full, Buffer.alloc(1e6)), { code: 'ENOSPC' })
    const tried = 1000
    for (let number = 1; number <= tried; number++) record(commit(number))
    rmSync(full)
    record(commit(tried + 1))
    const found = records(path)
    const [lost] = found.filter((one) => one.kind === 'lost')
    assert.ok(lost && lost.count > 0)
    assert.equal(found.filter(({ kind }) => kind === 'commit').length + lost.count, tried + 2)
    assert.deepEqual(found.at(-1), commit(tried + 1))
  } finally {
    // The log is still open.
    execFileSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true })
  }
})
