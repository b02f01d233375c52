import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import site from '../../../playbooks/site.ts'
import { playbookCommand } from '../../../src/cli/run-command.ts'
import { exitCodes } from '../../../src/errors.ts'
import { project, readme } from './example-files.ts'

describe('the README knows what the program knows', () => {
  const text = readme()

  test('every decision, with its default', () => {
    const decisions = site.stages.flatMap(({ roles }) => roles.flatMap((role) => role.decisions ?? []))
    for (const decision of decisions)
      assert.ok(text.includes(`| \`${decision.key}\` | \`${decision.default}\` |`), decision.key)
  })

  test('every secret that is generated', () => {
    const secrets = site.stages.flatMap(({ roles }) => roles.flatMap((role) => role.secrets ?? []))
    for (const { key } of secrets) assert.ok(text.includes(`\`${key}\``), key)
  })

  test('every option of a playbook', () => {
    const { options } = playbookCommand('site', [], () => undefined)
    const untold = options.map(({ long }) => long ?? '').filter((long) => !text.includes(long))
    assert.deepEqual(untold, ['--verbose'], 'only that one, which stands there in its short form')
  })

  test('every exit code', () => {
    for (const code of new Set([0, 4, ...Object.values(exitCodes)]))
      assert.match(text, new RegExp(`^\\| ${code} \\| `, 'm'))
  })

  test('every file that it points at is there', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => path)
    for (const path of links) assert.ok(existsSync(join(project, path)), path)
  })
})
