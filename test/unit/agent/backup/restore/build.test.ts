import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { positionAt } from '../../../../../agent/backup/restore/build.ts'
import { backup, identity } from '../records.ts'

const uuid = identity.serverUuid

describe('the transactions in restored data', () => {
  type Case = [what: string, gtid: string, state: string, applied: string[], executed: string, next: string]
  const mariadb: Case[] = [
    ['the backup alone', '0-2-25', '0-1-20,0-2-24', [], '0-1-20,0-2-25', '0-2-25'],
    ['and later ones of its server', '0-2-25', '0-1-20,0-2-24', ['0-2-30'], '0-1-20,0-2-30', '0-2-30'],
    ['and later ones of another server', '0-2-25', '0-2-24', ['0-1-26'], '0-1-26,0-2-25', '0-1-26'],
    ['and later ones of two servers', '0-1-20', '', ['0-1-25', '0-2-30'], '0-1-25,0-2-30', '0-2-30'],
    ['of several domains', '0-1-5,1-1-7,11-1-3', '', ['1-1-9'], '0-1-5,1-1-9,11-1-3', '0-1-5,1-1-9,11-1-3'],
    ['the first of a domain', '0-1-5', '0-1-5', ['1-1-1'], '0-1-5,1-1-1', '0-1-5,1-1-1'],
    ['the first of all', '', '', ['0-1-1'], '0-1-1', '0-1-1'],
    ['none at all', '', '', [], '', ''],
  ]
  for (const [what, gtid, binlogState, applied, executed, next] of mariadb)
    test(`MariaDB: ${what}`, () => {
      const record = backup(new Date('2026-11-30T01:59:00Z'), null, {
        identity: { ...identity, serverUuid: '' },
      })
      const coordinates = { ...record.coordinates, gtid, binlogState }
      assert.deepEqual(positionAt({ ...record, coordinates }, applied), { style: 'mariadb', executed, next })
    })

  for (const applied of [[], [`${uuid}:12`]])
    test(`MySQL’s servers know more by themselves: [${applied.join()}]`, () => {
      const record = backup(new Date('2026-11-30T01:59:00Z'), null)
      const coordinates = { ...record.coordinates, gtid: `${uuid}:1-9` }
      assert.deepEqual(positionAt({ ...record, coordinates }, applied), {
        style: 'uuid',
        executed: `${uuid}:1-9`,
        next: '',
      })
    })
})
