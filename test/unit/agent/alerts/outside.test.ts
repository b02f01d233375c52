import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { alertCommand } from '../../../../agent/alerts/command.ts'
import { nothingDegraded } from '../../../../agent/alerts/degrade.ts'
import { parseAlerts } from '../../../../agent/alerts/settings.ts'
import { loadWatch, watchFile } from '../../../../agent/alerts/watch-file.ts'
import { metricsFile } from '../../../../agent/metrics/metrics-file.ts'
import { fieldsOf } from '../../../../agent/shape.ts'
import { until } from '../../../e2e/support/until.ts'
import { withScratch } from '../../modules/harness.ts'
import { healthyStatus } from './healthy.ts'

function script(directory: string, body: string): string {
  const path = join(directory, 'command')
  writeFileSync(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  return path
}

describe('the alert command', () => {
  test('gets each alarm as one line, in order, and nothing in arguments or environment', () =>
    withScratch(async (directory) => {
      const log = join(directory, 'log')
      const path = script(directory, `read -r line; echo "$# $line $SECRET" >>${log}`)
      process.env.SECRET = 'canary'
      const problems: string[] = []
      const command = alertCommand(path, (problem) => problems.push(problem))
      for (const rule of ['a', 'b', 'c']) command.call({ rule })
      const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [])
      await until('three calls', 10, () => lines().length === 4)
      assert.deepEqual(lines(), ['0 {"rule":"a"} ', '0 {"rule":"b"} ', '0 {"rule":"c"} ', ''])
      assert.deepEqual(problems, [])
    }))

  const failing: [name: string, body: string, problem: RegExp][] = [
    ['fails', 'exit 3', /ended with 3$/],
    ['reads nothing', 'exec <&-; exit 1', /ended with 1$/],
    ['hangs', 'exec sleep 60', /ended with SIGKILL$/],
  ]
  for (const [name, body, problem] of failing)
    test(`that ${name} holds nothing up and is reported`, () =>
      withScratch(async (directory) => {
        const problems: string[] = []
        const command = alertCommand(script(directory, body), (text) => problems.push(text), 500)
        command.call({ text: 'x'.repeat(100_000) })
        command.call({})
        await until('both are reported', 10, () => problems.length === 2)
        for (const text of problems) assert.match(text, problem)
      }))

  test('that is missing is reported', async () => {
    const problems: string[] = []
    alertCommand('/nowhere/command', (text) => problems.push(text)).call({})
    await until('it is reported', 10, () => problems.length === 1)
    assert.match(problems[0] ?? '', /cannot be run: .*ENOENT/)
  })
})

test('the metrics file is whole, for everybody to read, and written again when something changed', () =>
  withScratch(async (directory) => {
    const path = join(directory, 'mysqlha.prom')
    const metrics = metricsFile(path, 'shop')
    const text = () => (existsSync(path) ? readFileSync(path, 'utf8') : '')
    const status = healthyStatus('PRIMARY')
    metrics.write(status, 0)
    await until('it is there', 10, () => text().endsWith('\n'))
    assert.equal(statSync(path).mode & 0o777, 0o644)
    metrics.write({ ...status, term: 8 }, 1000)
    metrics.write({ ...status, term: 9, vip: false }, 2000)
    await until('it is written again', 10, () => /^mysqlha_vip_present\{.*\} 0$/m.test(text()))
    assert.match(text(), /^mysqlha_term\{cluster="shop",node="node1"\} 9$/m)
  }))

test('a directory that is missing costs the metrics alone', () => {
  metricsFile('/nowhere/mysqlha.prom', 'shop').write(healthyStatus('PRIMARY'), 0)
})

describe('what is remembered over a restart', () => {
  test('comes back', () =>
    withScratch(async (directory) => {
      const path = join(directory, 'watch.json')
      const record = {
        keepalived: { state: 'MASTER' as const, since: 'then', transitions: 3 },
        semisync: nothingDegraded,
      }
      watchFile(path)(record)
      await until('it is saved', 10, () => existsSync(path))
      assert.deepEqual(loadWatch(path), record)
      assert.equal(statSync(path).mode & 0o777, 0o600)
    }))

  for (const text of ['', '{}', '[]', '{"keepalived":{"state":"HUNGRY"}}', '{"keepalived":', 'null'])
    test(`damaged (${text}): as if nothing had happened`, () =>
      withScratch(async (directory) => {
        const path = join(directory, 'watch.json')
        writeFileSync(path, text)
        assert.equal(loadWatch(path).keepalived.state, 'UNKNOWN')
        assert.deepEqual(loadWatch(path).semisync.degrades, [])
      }))
})

describe('alert settings', () => {
  test('have defaults', () =>
    assert.deepEqual(parseAlerts(fieldsOf({})), {
      command: null,
      lagSeconds: 5,
      longTransactionSeconds: 60,
      repeatSeconds: 180,
    }))
  for (const wrong of [{ command: 'mail' }, { lagSeconds: 0 }, { repeatSeconds: 1.5 }])
    test(`refuse ${JSON.stringify(wrong)}`, () => assert.throws(() => parseAlerts(fieldsOf(wrong))))
})
