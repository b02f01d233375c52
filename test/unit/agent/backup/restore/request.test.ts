import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseRequest } from '../../../../../agent/backup/restore/request.ts'
import type { RestoreRequest } from '../../../../../agent/backup/restore/request.ts'

type Options = Parameters<typeof parseRequest>[0]
const id = '2026-11-30T015900-full'
const newest = { kind: 'newest' } as const
const time = (text: string) => ({ kind: 'time', at: new Date(text) }) as const

describe('what a restore is asked for', () => {
  const cases: [what: string, options: Options, request: Partial<RestoreRequest>][] = [
    ['nothing: the newest state, beside', {}, {}],
    ['in the place of the data', { instead: true }, { where: 'instead' }],
    ['expressly beside', { instead: false }, {}],
    ['a backup', { id }, { target: { kind: 'backup', id } }],
    ['a transaction', { gtid: '0-1-5' }, { target: { kind: 'gtid', gtid: '0-1-5' } }],
    ['a time of UTC', { until: '2026-11-30T06:05:59Z' }, { target: time('2026-11-30T06:05:59Z') }],
    [
      'a time of another zone',
      { until: '2026-11-30T14:05:59+08:00' },
      { target: time('2026-11-30T06:05:59Z') },
    ],
    ['a time with a space', { until: '2026-11-30 14:05:59+08:00' }, { target: time('2026-11-30T06:05:59Z') }],
    ['a minute', { until: '2026-11-30T06:05Z' }, { target: time('2026-11-30T06:05:00Z') }],
    [
      'a fraction, of which the second counts',
      { until: '2026-11-30T06:05:59.999Z' },
      { target: time('2026-11-30T06:05:59Z') },
    ],
    ['a leap day', { until: '2028-02-29T00:00:00Z' }, { target: time('2028-02-29T00:00:00Z') }],
    ['a schema', { only: 'shop' }, { only: { schema: 'shop', table: null } }],
    [
      'a table',
      { only: 'shop.orders', id },
      { target: { kind: 'backup', id }, only: { schema: 'shop', table: 'orders' } },
    ],
    [
      'a time, in the place of the data',
      { until: '2026-11-30T06:05:59Z', instead: true },
      { target: time('2026-11-30T06:05:59Z'), where: 'instead' },
    ],
  ]
  for (const [what, options, request] of cases)
    test(what, () =>
      assert.deepEqual(parseRequest(options), { target: newest, where: 'beside', only: null, ...request }),
    )
})

describe('refused', () => {
  const until = '2026-11-30T06:05:59Z'
  const excluding = /--id, --until and --gtid exclude each other/
  const zone = /--until must be a time with its zone/
  const shape = /--only must be SCHEMA or SCHEMA\.TABLE/
  const cases: [what: string, options: Options, why: RegExp][] = [
    ['a backup and a time', { id, until }, excluding],
    ['a backup and a transaction', { id, gtid: '0-1-5' }, excluding],
    ['a time and a transaction', { until, gtid: '0-1-5' }, excluding],
    ['all three', { id, until, gtid: '0-1-5' }, excluding],
    [
      'a table in the place of the data',
      { only: 'shop.orders', instead: true },
      /--only needs a server of its own/,
    ],
    ...[
      '2026-11-30T06:05:59',
      '2026-11-30',
      'yesterday',
      '',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-11-31T00:00:00+08:00',
      '2026-11-30T25:00:00Z',
    ].map((text): [string, Options, RegExp] => [`the time ${JSON.stringify(text)}`, { until: text }, zone]),
    ...['', '.', '.orders', 'shop.', 'shop.orders.id'].map((only): [string, Options, RegExp] => [
      `only ${JSON.stringify(only)}`,
      { only },
      shape,
    ]),
  ]
  for (const [what, options, why] of cases) test(what, () => assert.throws(() => parseRequest(options), why))
})
