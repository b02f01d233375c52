import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { readSettings, SettingsError } from '../../../agent/files/settings-file.ts'
import { loadState, saveState } from '../../../agent/files/state-file.ts'
import { rotatingLog } from '../../../agent/files/rotating-log.ts'
import { uptimeMilliseconds } from '../../../agent/files/uptime.ts'
import { verdictFile } from '../../../agent/files/verdict-file.ts'
import { parseSettings } from '../../../agent/settings.ts'
import { modelNode } from './node.ts'
import { exampleSettings as good } from './settings-example.ts'

const directory = mkdtempSync(join(tmpdir(), 'agent-files-'))
after(() => rmSync(directory, { recursive: true }))

describe('settings', () => {
  test('good ones are taken, with default paths', () => {
    const settings = parseSettings(good)
    assert.equal(settings.paths.control, '/run/mysqlha/control.sock')
    assert.equal(settings.mysql.unit, 'mysqld')
  })

  const wrong: [name: string, change: object, message: RegExp][] = [
    ['a key that is too short', { key: 'abcd' }, /^key must be/],
    [
      'an unknown policy',
      { policy: { ...good.policy, failover: 'maybe' } },
      /^policy.failover must be one of/,
    ],
    ['automatic without a witness', { witness: undefined }, /needs a witness/],
    ['a peer of the same name', { nodeId: 'node2' }, /must differ/],
    ['a port out of range', { self: { address: '127.0.0.1', port: 0 } }, /^self.port must be/],
    [
      'an interface that is no name',
      { vip: { ...good.vip, interface: 'eth0; rm' } },
      /^vip.interface must be/,
    ],
  ]
  for (const [name, change, message] of wrong) {
    test(`refused: ${name}`, () => {
      assert.throws(
        () => parseSettings({ ...good, ...change }),
        (error: Error) => {
          assert.match(error.message, message)
          assert.doesNotMatch(error.message, /canary/)
          return true
        },
      )
    })
  }

  test('a file that others may read is refused, and a broken one is not quoted', () => {
    const file = join(directory, 'agent.json')
    writeFileSync(file, JSON.stringify(good), { mode: 0o600 })
    assert.equal(readSettings(file, parseSettings).nodeId, 'node1')
    chmodSync(file, 0o640)
    assert.throws(() => readSettings(file, parseSettings), /chmod 600/)
    chmodSync(file, 0o600)
    writeFileSync(file, '{"password":"canary')
    assert.throws(
      () => readSettings(file, parseSettings),
      (error: Error) => error instanceof SettingsError && !/canary/.test(error.message),
    )
  })
})

describe('files', () => {
  test('the state comes back as it was saved, and another node’s is refused', async () => {
    const path = join(directory, 'state.json')
    assert.equal(loadState(path, 'test', 'a'), null)
    const { durable } = modelNode('a', 0).state
    await saveState(path, durable)
    assert.deepEqual(loadState(path, 'test', 'a'), durable)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.throws(() => loadState(path, 'test', 'b'), /another node/)
  })

  test('logs rotate, keep so many files, and a log that cannot be written is only counted', async () => {
    const path = join(directory, 'logs', 'notify.log')
    const log = rotatingLog(path, 100, 3)
    for (let n = 0; n < 20; n++) {
      log.write({ n, text: 'x'.repeat(60) })
      await log.flushed()
    }
    assert.deepEqual(readdirSync(join(directory, 'logs')).sort(), [
      'notify.log',
      'notify.log.1',
      'notify.log.2',
    ])
    assert.match(readFileSync(path, 'utf8'), /"n":19/)
    const broken = rotatingLog(join(path, 'below-a-file'))
    broken.write({})
    await broken.flushed()
    assert.equal(broken.lost(), 1)
  })

  test('the verdict is a number alone, its freshness the uptime', () => {
    const [verdict, fresh] = [join(directory, 'verdict'), join(directory, 'fresh')]
    const file = verdictFile(verdict, fresh)
    for (const value of [1, 0, 0] as const) {
      file.publish(value, null)
      assert.equal(readFileSync(verdict, 'utf8'), `${value}\n`)
    }
    assert.match(readFileSync(fresh, 'utf8'), /^\d+\.\d\d\n$/)
    assert.ok(Math.abs(Number(readFileSync(fresh, 'utf8')) * 1000 - uptimeMilliseconds()) < 5000)
    file.publish(0, 12_345_678)
    assert.match(readFileSync(fresh, 'utf8'), /^\d+\.\d\d 12345\.68\n$/)
  })
})
