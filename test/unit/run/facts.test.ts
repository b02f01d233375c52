import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factsCommand, parseFacts } from '../../../src/run/facts-script.ts'
import { runHere } from '../modules/local-shell.ts'

test('the time zone of a host is a name that a calendar knows', async () => {
  const { timeZone } = parseFacts('here', await runHere(factsCommand), [0, Infinity])
  assert.notEqual(timeZone, '')
  assert.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone }))
})

test('a clock is off by what lies outside of the time in which it was read', () => {
  const offset = (clock: number): number => {
    const stdout = `memory=1\nclock=${clock}\n`
    return parseFacts(
      'here',
      { exitCode: 0, stdout, stderr: '', timedOut: false, truncated: false },
      [100, 103],
    ).clockOffsetSeconds
  }
  assert.deepEqual([100, 101.5, 103, 98, 110].map(offset), [0, 0, 0, -2, 7])
})
