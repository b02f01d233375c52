import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factsCommand, parseFacts } from '../../../src/run/facts-script.ts'
import { runHere } from '../modules/local-shell.ts'

test('the time zone of a host is a name that a calendar knows', async () => {
  const { timeZone } = parseFacts('here', await runHere(factsCommand), Date.now() / 1000)
  assert.notEqual(timeZone, '')
  assert.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone }))
})
