import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { directoryOf } from '../../../../agent/rebuild/configured-directory.ts'
import {
  emptyData,
  handOver,
  ownerOf,
  refuseOtherDirectory,
} from '../../../../agent/rebuild/data-directory.ts'
import { parseSettings } from '../../../../agent/settings.ts'
import { exampleSettings } from '../settings-example.ts'

describe('the data directory', () => {
  let root = ''
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'data-'))
    mkdirSync(join(root, 'data'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  test('of the settings must be the server’s, by whatever name', async () => {
    symlinkSync(join(root, 'data'), join(root, 'link'))
    await refuseOtherDirectory(join(root, 'link'), join(root, 'data/'))
    mkdirSync(join(root, 'other'))
    await assert.rejects(
      refuseOtherDirectory(join(root, 'other'), join(root, 'data')),
      /the server's data is in .*data, the agent's settings say .*other: nothing was deleted/,
    )
  })

  test('is asked of the option file when the server does not run; the last word counts', () => {
    const printed = 'mysqld would have been started with the following arguments:\n'
    assert.equal(directoryOf(`${printed}--user=mysql --datadir=/a --port=1 --datadir=/b \n`), '/b')
    assert.equal(directoryOf(`${printed}--user=mysql --innodb-datadir=/a\n`), null)
  })

  test('that belongs to root is refused', { skip: process.getuid?.() !== 0 }, () =>
    assert.rejects(ownerOf(root), /belongs to root/),
  )

  test('gets its evidence back, whatever a copy has put in its place', async () => {
    const datadir = join(root, 'data')
    const { mysql } = parseSettings({
      ...exampleSettings,
      mysql: { ...exampleSettings.mysql, datadir, binaryLogs: join(root, 'mysql-bin') },
    })
    const evidence = join(datadir, '.playbook-made')
    writeFileSync(evidence, 'made', { mode: 0o640 })
    writeFileSync(join(datadir, 'ibdata1'), '')
    const kept = await emptyData(mysql)
    const victim = join(root, 'victim')
    writeFileSync(victim, 'untouched')
    symlinkSync(victim, evidence)
    const account = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
    await handOver(mysql, kept, account, AbortSignal.timeout(5000))
    assert.deepEqual([readFileSync(evidence, 'utf8'), readFileSync(victim, 'utf8')], ['made', 'untouched'])
    assert.equal(statSync(evidence).mode & 0o777, 0o640)
  })
})
