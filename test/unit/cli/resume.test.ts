import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openJournal } from '../../../src/journal/journal.ts'
import { runsDirectory } from '../../../src/journal/journal-file.ts'
import { failedRun } from '../ui/recorded-run.ts'
import { twoHosts } from '../inventory/fixture.ts'

const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'playbook')
const folder = mkdtempSync(join(tmpdir(), 'playbook-resume-'))
const run = '2026-01-02T03-04-05-beef'

function playbook(...words: string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: 'utf8' })
}

describe('resume', () => {
  before(async () => {
    for (const name of ['inventory/prod', 'inventory/other', 'customers/b/prod']) {
      mkdirSync(join(folder, name), { recursive: true })
      writeFileSync(join(folder, name, 'hosts.yml'), twoHosts)
    }
    const journal = openJournal(folder, run)
    for (const event of failedRun) await journal.append(event)
    journal.close()
  })
  after(() => rmSync(folder, { recursive: true }))

  test('does not take a run of one inventory to the servers of another', () => {
    const { status, stderr } = playbook('resume', '--inventory', 'other', run)
    assert.equal(status, 2)
    assert.match(stderr, /was on prod, not on other/)
  })

  test('tells two inventories of one name apart by their paths', () => {
    const { status, stderr } = playbook('resume', '--inventory', 'customers/b/prod/hosts.yml')
    assert.deepEqual(
      [status, stderr],
      [0, 'Nothing to resume on customers/b/prod: the last run there finished.\n'],
    )
    assert.match(playbook('runs', '--inventory', './inventory/prod/').stdout, new RegExp(run))
    assert.equal(playbook('runs', '--inventory', 'customers/b/prod').stdout, '')
  })

  test('runs show passes over what a newer version has written', () => {
    const known = JSON.stringify({ at: '2026-01-02T03:04:05.000Z', ...failedRun[0] })
    const later = JSON.stringify({ at: '2026-01-02T03:04:06.000Z', kind: 'hostBlessed', host: 'node1' })
    writeFileSync(join(runsDirectory(folder), '2026-01-03T03-04-05-beef.jsonl'), `${known}\n${later}\n`)
    const { status, stderr, stdout } = playbook('runs', 'show', '2026-01-03T03-04-05-beef')
    assert.equal(status, 0, stderr)
    assert.doesNotMatch(stdout + stderr, /bug/)
  })
})
