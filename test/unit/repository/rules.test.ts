import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'

const project = join(import.meta.dirname, '..', '..', '..')
const tracked = execFileSync('git', ['-C', project, 'ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '')
const source = tracked.filter((path) => /^(src|agent|lab|modules|roles|playbooks)\/.*\.ts$/.test(path))
const linesOf = (path: string) => readFileSync(join(project, path), 'utf8').split('\n').length - 1

describe('the repository', () => {
  test('has small source files: half of them below 81 lines, none above 250', () => {
    const sizes = source.map(linesOf).sort((a, b) => a - b)
    const median = sizes[Math.floor(sizes.length / 2)] ?? 0
    assert.ok(median <= 80, `the median is ${median}`)
    assert.deepEqual(
      source.filter((path) => linesOf(path) > 250),
      [],
    )
  })

  test('keeps secrets and generated inventories out of version control', () => {
    const kept = tracked.filter((path) =>
      /(^|\/)(secrets|decisions)\.yml$|^\.(lab|playbook)\/|^inventory\/lab/.test(path),
    )
    assert.deepEqual(kept, [])
  })
})
