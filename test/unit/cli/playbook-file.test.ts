import assert from 'node:assert/strict'
import { isAbsolute, join } from 'node:path'
import { describe, test } from 'node:test'
import { parseCommandLine } from '../../../src/cli/parse.ts'
import { playbookFile, playbookNames, projectDirectory, runnable } from '../../../src/cli/playbooks.ts'

describe('playbooks by name and by file', () => {
  test('a name is of the project, a file of the working directory', () => {
    assert.equal(playbookFile('site', '/desk'), join(projectDirectory, 'playbooks', 'site.ts'))
    assert.equal(playbookFile('./mine.ts', '/desk'), '/desk/mine.ts')
    assert.equal(playbookFile('/far/mine.ts', '/desk'), '/far/mine.ts')
    for (const name of playbookNames()) assert.ok(isAbsolute(playbookFile(name, '/desk')))
  })

  test('only a first word that names a file becomes a command', () => {
    const words = ['./mine.ts', '--inventory', 'prod', '--check']
    const command = parseCommandLine(words, runnable(words))
    assert.equal(command.kind, 'run')
    assert.equal(command.kind === 'run' && command.options.playbook, './mine.ts')
    assert.deepEqual(runnable(['site', '--step', 'mine.ts']), playbookNames())
    assert.deepEqual(runnable([]), playbookNames())
  })
})
