import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placesOfErrant } from '../../../agent/act/errant-places.ts'
import { wantedPositions } from '../../../agent/act/errant-wanted.ts'
import { SqlError } from '../../../agent/mysql/session.ts'
import type { Session } from '../../../agent/mysql/session.ts'

const eventBytes = 10

/** A log of transactions of two events each; the event at `torn` is cut off, and a page that would show it is refused. */
function logOf(transactions: number, torn: number): Pick<Session, 'run'> {
  const events = Array.from({ length: 2 * transactions }, (_, index) => ({
    Pos: 4 + index * eventBytes,
    End_log_pos: 4 + (index + 1) * eventBytes,
    Event_type: index % 2 === 0 ? 'Gtid' : 'Xid',
    Info: index % 2 === 0 ? `BEGIN GTID 0-1-${index / 2 + 1}` : 'COMMIT',
  }))
  return {
    run(statement) {
      const text = typeof statement === 'string' ? statement : statement.text
      const [, from, limit] = /FROM (\d+) LIMIT (\d+)/.exec(text) ?? []
      const first = events.findIndex(({ Pos }) => Pos >= Number(from))
      const page = first < 0 ? [] : events.slice(first, first + Number(limit))
      if (page.some(({ Pos }) => Pos === 4 + torn * eventBytes))
        return Promise.reject(
          new SqlError({ errno: 1220, message: 'Wrong offset or I/O error' }, 'SHOW BINLOG EVENTS'),
        )
      return Promise.resolve(page)
    },
  }
}

test('what is whole before a torn event is found, wherever the tear is', async () => {
  const transactions = 30
  for (let torn = 0; torn < 2 * transactions; torn += 1) {
    const places = await placesOfErrant(
      logOf(transactions, torn) as Session,
      wantedPositions('0-1-10', '0-1-9'),
      ['bin.1'],
    )
    const found = places.map(({ start, stop }) => [start, stop])
    // Its own events are the 18th and the 19th.
    if (torn < 18) assert.deepEqual(found, [], `torn at ${torn}`)
    if (torn > 19) assert.deepEqual(found, [[184, 204]], `torn at ${torn}`)
  }
})
