import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { comparePrivileges, privilegesOf } from '../../../../modules/mysql/privileges.ts'

test('privileges: granting what lacks and revoking the rest gives exactly what is wanted', () => {
  const names = fc.uniqueArray(
    fc.constantFrom('SELECT', 'INSERT', 'REPLICATION SLAVE', 'BACKUP_ADMIN', 'GRANT OPTION'),
  )
  const privileges = fc.dictionary(fc.constantFrom('*.*', 'a.*', 'a.b'), names)
  fc.assert(
    fc.property(privileges, privileges, (wanted, now) => {
      const { grant, revoke } = comparePrivileges(wanted, now)
      const held = new Set(Object.entries(now).flatMap(([on, list]) => list.map((name) => `${on} ${name}`)))
      for (const { on, names: list } of revoke)
        for (const name of list) assert.ok(held.delete(`${on} ${name}`))
      for (const { on, names: list } of grant) for (const name of list) held.add(`${on} ${name}`)
      const goal = Object.entries(wanted).flatMap(([on, list]) => list.map((name) => `${on} ${name}`))
      assert.deepEqual([...held].sort(), goal.sort())
    }),
  )
})

test('privileges: what servers call by another name is the same', () => {
  const now = privilegesOf([
    { object: '*.*', privilege: 'BINLOG MONITOR', grantable: 'NO' },
    { object: '*.*', privilege: 'SYSTEM_VARIABLES_ADMIN', grantable: 'YES' },
    { object: 'a.*', privilege: 'USAGE', grantable: 'NO' },
  ])
  const wanted = { '*.*': ['replication client', 'SYSTEM_VARIABLES_ADMIN', 'GRANT OPTION'], 'b.*': ['USAGE'] }
  assert.deepEqual(comparePrivileges(wanted, now), { grant: [], revoke: [] })
})
