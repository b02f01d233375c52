import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Value } from '../../../../agent/rebuild/literal.ts'
import type { RowReader } from '../../../../agent/rebuild/row-reader.ts'
import { tableRows } from '../../../../agent/rebuild/table-rows.ts'

const table = { schema: 'shop', name: 'files' }
const number = (value: number): Value => ({ type: 'LONGLONG', bytes: Buffer.from(String(value)) })

/** A table `id, content`, whose rows are given as `[size of its large values, id, content]`. */
function readerOf(rows: Iterable<Value[]>, asked: string[] = []): RowReader {
  return {
    rows: () =>
      Promise.resolve([
        { name: 'id', large: 'no' },
        { name: 'content', large: 'yes' },
      ]),
    async *stream(statement) {
      asked.push(statement)
      await Promise.resolve()
      yield* rows
    },
    close: () => undefined,
  }
}

async function* pieces(rows: Iterable<Value[]>, asked: string[] = []): AsyncGenerator<string> {
  yield* tableRows(readerOf(rows, asked), table)
}

async function textOf(rows: Iterable<Value[]>, asked: string[] = []): Promise<string> {
  let text = ''
  for await (const piece of pieces(rows, asked)) text += piece
  return text
}

const row = (id: number, content: Buffer): Value[] => [
  number(content.length),
  number(id),
  { type: 'BLOB', bytes: content },
]

describe('the rows of a table as SQL', () => {
  test('are inserted together, and a large value is left at the server until its size is known', async () => {
    const asked: string[] = []
    const text = await textOf([row(1, Buffer.from('a')), row(2, Buffer.from('b'))], asked)
    assert.equal(text, 'INSERT INTO `shop`.`files` (`id`, `content`) VALUES\n(1, 0x61),\n(2, 0x62);\n')
    assert.match(
      asked.join(),
      /^SELECT IFNULL\(LENGTH\(`content`\), 0\), `id`, IF\(IFNULL\(LENGTH\(`content`\), 0\) <= 67108864, `content`, NULL\) FROM/,
    )
  })

  test('a FLOAT is asked for as a double: the server prints six digits of it', async () => {
    const asked: string[] = []
    const reader = {
      ...readerOf([], asked),
      rows: () => Promise.resolve([{ name: 'price', large: 'no', rounded: 'yes' }]),
    }
    for await (const piece of tableRows(reader, table)) assert.fail(piece)
    assert.equal(asked.join(), 'SELECT 0, `price` + 0e0 FROM `shop`.`files`')
  })

  test('no rows: no statement', async () => assert.equal(await textOf([]), ''))

  test('never much at once, however large a row is', async () => {
    let total = 0
    for await (const piece of pieces([row(1, Buffer.alloc(8 << 20, 7)), row(2, Buffer.alloc(1))])) {
      total += piece.length
      assert.ok(piece.length <= 200_000, `${piece.length} characters in one piece`)
    }
    assert.ok(total > 16 << 20)
  })

  test('statements end: a table of many rows is not one of them', async () => {
    const many = Array.from({ length: 1000 }, (_, id) => row(id, Buffer.alloc(500, 1)))
    const statements = (await textOf(many)).split(';\n').filter((text) => text !== '')
    assert.ok(statements.length > 2 && statements.every((text) => text.length < 300_000))
    assert.ok(statements.every((text) => /^INSERT INTO [^;]*\)$/.test(text)))
  })

  test('a row that is too large for this way is refused by name', () =>
    assert.rejects(
      textOf([[number(70 << 20), number(1), { type: 'BLOB', bytes: null }]]),
      /`shop`\.`files` has a row of 73400320 bytes.*xtrabackup/,
    ))
})
