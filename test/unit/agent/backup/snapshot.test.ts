import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { takeSnapshot } from '../../../../agent/backup/snapshot/take.ts'
import { parseSettings } from '../../../../agent/settings.ts'
import { exampleSettings } from '../settings-example.ts'
import { exampleBackupSettings } from './settings-example.ts'
import { scratch, unaborted } from './store/scratch.ts'

describe('a disk snapshot, on a server that does not answer', () => {
  const settingsIn = (directory: string) =>
    parseSettings({
      ...exampleSettings,
      mysql: { ...exampleSettings.mysql, socket: join(directory, 'none.sock') },
    })
  const program = (path: string, mark: string) =>
    writeFileSync(path, `#!/bin/sh\n>${mark}\n`, { mode: 0o755 })

  test('is not taken, and what comes afterwards is done', async (context) => {
    const directory = scratch(context)
    const at = (name: string) => join(directory, name)
    for (const name of ['take', 'after']) program(at(name), at(`${name}.done`))
    const said: string[] = []
    const snapshot = { take: at('take'), after: at('after'), lockSeconds: 5 }
    const taking = takeSnapshot(
      settingsIn(directory),
      { ...exampleBackupSettings, snapshot },
      unaborted,
      (line) => said.push(line),
    )
    await assert.rejects(taking)
    assert.deepEqual([existsSync(at('take.done')), existsSync(at('after.done')), said], [false, true, []])
  })

  test('is not taken where no program is named', async (context) => {
    const settings = settingsIn(scratch(context))
    await assert.rejects(
      takeSnapshot(settings, exampleBackupSettings, unaborted, () => undefined),
      /name no program that takes snapshots/,
    )
  })
})
