import { quoteIdentifier, quoteString } from '../../src/mysql/quote.ts'
import { notCopied } from './command-lines.ts'
import type { RowReader } from './row-reader.ts'
import { columnsOf, full, tableRows } from './table-rows.ts'
import type { Table } from './table-rows.ts'

/** Made by the server itself, or of one server alone. */
const schemasWithoutSql = ['information_schema', 'performance_schema', 'sys']

/** All data as SQL for the server's client: tables first, then what reads or watches them. */
export async function* sqlOf(reader: RowReader): AsyncGenerator<string> {
  yield "SET NAMES utf8mb4;\nSET SESSION time_zone='+00:00', sql_mode='NO_AUTO_VALUE_ON_ZERO', foreign_key_checks=0, unique_checks=0;\n"
  const own = schemasWithoutSql.map((name) => quoteString(name)).join(', ')
  const listed = await reader.rows(
    `SELECT table_schema AS \`schema\`, table_name AS name, table_type AS type FROM information_schema.tables WHERE table_schema NOT IN (${own}) ORDER BY 1, 2`,
  )
  const ofType = (type: string): Table[] =>
    listed.filter((one) => one['type'] === type).map(({ schema = '', name = '' }) => ({ schema, name }))
  for (const { name = '' } of await reader.rows(
    `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name NOT IN (${own})`,
  ))
    yield `${await created(reader, `DATABASE IF NOT EXISTS ${quoteIdentifier(name)}`, 'Create Database')};\n`
  const views = ofType('VIEW')
  for (const table of ofType('BASE TABLE'))
    if (table.schema !== 'mysql' || !notCopied.includes(table.name)) yield* tableSql(reader, table)
  // A view may read another one: all names exist before the first is defined.
  for (const view of views) yield await placeholder(reader, view)
  for (const view of views) {
    const statement = await created(reader, `VIEW ${full(view)}`, 'Create View')
    yield `USE ${quoteIdentifier(view.schema)};\nDROP VIEW ${full(view)};\n${statement};\n`
  }
  for (const { schema = '', name = '' } of await reader.rows(
    'SELECT trigger_schema AS `schema`, trigger_name AS name FROM information_schema.triggers ORDER BY 1, created, 2',
  ))
    if (!schemasWithoutSql.includes(schema)) yield await triggerSql(reader, { schema, name })
}

async function created(reader: RowReader, what: string, column: string): Promise<string> {
  const [row] = await reader.rows(`SHOW CREATE ${what}`)
  const statement = row?.[column]
  if (statement === undefined) throw new Error(`${what} has vanished while it was copied`)
  return statement
}

async function* tableSql(reader: RowReader, table: Table): AsyncGenerator<string> {
  const statement = await created(reader, `TABLE ${full(table)}`, 'Create Table')
  yield `USE ${quoteIdentifier(table.schema)};\nDROP TABLE IF EXISTS ${full(table)};\n${statement};\n`
  yield* tableRows(reader, table)
}

async function placeholder(reader: RowReader, view: Table): Promise<string> {
  const columns = await columnsOf(reader, view)
  const list = columns.map(({ name }) => `1 AS ${quoteIdentifier(name)}`).join(', ')
  return `DROP VIEW IF EXISTS ${full(view)};\nCREATE VIEW ${full(view)} AS SELECT ${list};\n`
}

async function triggerSql(reader: RowReader, trigger: Table): Promise<string> {
  const [row] = await reader.rows(`SHOW CREATE TRIGGER ${full(trigger)}`)
  const statement = row?.['SQL Original Statement'] ?? ''
  const mode = quoteString(row?.['sql_mode'] ?? '')
  return `USE ${quoteIdentifier(trigger.schema)};\nSET SESSION sql_mode=${mode};\nDELIMITER ;;\n${statement};;\nDELIMITER ;\n`
}
