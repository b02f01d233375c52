import { quoteIdentifier, quoteString } from '../../src/mysql/quote.ts'
import { literalOf } from './literal.ts'
import type { Value } from './literal.ts'
import type { RowReader } from './row-reader.ts'

export interface Table {
  schema: string
  name: string
}

interface Column {
  name: string
  /** Its values may be large. */
  large: boolean
  /** FLOAT: the server would print six digits of it, and as a double all that it holds. */
  rounded: boolean
}

/** A statement ends after so many characters, and so many at most are in memory. */
const batchCharacters = 256 * 1024
const pieceCharacters = 64 * 1024

/** A row is in memory as a whole, and several times for a moment, on a node that serves clients. */
const mostRowBytes = 64 * 1024 * 1024

const shapes = "'json', 'geometry', 'linestring', 'polygon', 'multipoint', 'multilinestring', 'multipolygon'"

export function full({ schema, name }: Table): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** Those of a table or view, without those that the server computes. */
export async function columnsOf(reader: RowReader, { schema, name }: Table): Promise<Column[]> {
  const rows = await reader.rows(
    `SELECT column_name AS name, IF(character_maximum_length >= 65535 OR data_type IN (${shapes}, 'geometrycollection'), 'yes', 'no') AS large, IF(data_type = 'float', 'yes', 'no') AS rounded
      FROM information_schema.columns WHERE table_schema=${quoteString(schema)} AND table_name=${quoteString(name)} AND extra NOT LIKE '%GENERATED%' ORDER BY ordinal_position`,
  )
  return rows.map((row) => ({
    name: row['name'] ?? '',
    large: row['large'] === 'yes',
    rounded: row['rounded'] === 'yes',
  }))
}

/** All rows as statements, in pieces. @throws naming the table when a row is larger than what this way can carry */
export async function* tableRows(reader: RowReader, table: Table): AsyncGenerator<string> {
  const columns = await columnsOf(reader, table)
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ')
  const intoTable = `INSERT INTO ${full(table)} (${names}) VALUES\n`
  let text = ''
  let ended = 0
  for await (const [size, ...row] of reader.stream(`SELECT ${selected(columns)} FROM ${full(table)}`)) {
    refuseLarge(table, Number(size?.bytes?.toString('latin1')))
    text += ended + text.length === 0 ? intoTable : ',\n'
    for (const piece of rowOf(row)) {
      text += piece
      if (text.length < pieceCharacters) continue
      yield text
      ended += text.length
      text = ''
    }
    if (ended + text.length < batchCharacters) continue
    yield `${text};\n`
    ended = 0
    text = ''
  }
  if (ended + text.length > 0) yield `${text};\n`
}

/** What its large values take together, then the values; those of a row that is too large are left at the server. */
function selected(columns: readonly Column[]): string {
  const large = columns.filter((column) => column.large).map(({ name }) => quoteIdentifier(name))
  const size = large.map((name) => `IFNULL(LENGTH(${name}), 0)`).join('+') || '0'
  const values = columns.map(({ name, large, rounded }) => {
    const value = rounded ? `${quoteIdentifier(name)} + 0e0` : quoteIdentifier(name)
    return large ? `IF(${size} <= ${mostRowBytes}, ${value}, NULL)` : value
  })
  return [size, ...values].join(', ')
}

function refuseLarge(table: Table, bytes: number): void {
  if (bytes > mostRowBytes)
    throw new Error(
      `${full(table)} has a row of ${bytes} bytes: the agent reads ${mostRowBytes} at most; copy by xtrabackup instead`,
    )
}

function* rowOf(values: readonly Value[]): Generator<string> {
  yield '('
  for (const [index, value] of values.entries()) {
    if (index > 0) yield ', '
    yield* literalOf(value)
  }
  yield ')'
}
