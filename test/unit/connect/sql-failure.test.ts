import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escape } from 'mysql2'
import { masked } from '../../../src/connect/sql-failure.ts'
import { Secret } from '../../../src/values/secret.ts'
import { sql } from '../../../src/values/sql.ts'

const login = { unixSocket: '/s', user: 'root', password: new Secret('log"in\\', 'login') }
const secret = new Secret("it's 'canary\\", 'new password')

const cases: [said: string, shown: string][] = [
  ['Access denied', 'Access denied'],
  [`value it's 'canary\\ is bad`, 'value [secret] is bad'],
  [`value ${escape("it's 'canary\\")} is bad`, "value '[secret]' is bad"],
  [`check the syntax to use near 'it\\'s \\'can' at line 1`, 'check the syntax to use near [secret]'],
  ['login log"in\\ refused', 'login [secret] refused'],
]
for (const [said, shown] of cases)
  test(`a server that says "${said}"`, () =>
    assert.equal(masked(said, login, sql`SET PASSWORD = ${secret}`, escape), shown))

test('a statement without secrets keeps its piece', () => {
  assert.equal(masked("use near 'SELEC' at line 1", login, sql`SELEC`, escape), "use near 'SELEC' at line 1")
})
