import type { RowDataPacket } from 'mysql2/promise'
import { identifier, raw, sql } from '../values/sql.ts'
import type { SqlStatement } from '../values/sql.ts'
import { connectClient } from './clients.ts'
import type { ClientLogin } from './clients.ts'
import { rowsTable } from './on-host/records.ts'
import { capabilitiesOn, rows } from './scene.ts'
import type { Stage } from './scene.ts'

/** The schema and the account of a drill, which it makes and takes away again. */
export const drillName = 'mysqlha_drill'

const schema = identifier(drillName)
/** Clients come from anywhere and over TLS; the watchers from the hosts themselves. */
const accounts = [
  { host: '%', tls: true },
  { host: 'localhost', tls: false },
] as const

async function isAccount(stage: Stage, primary: string, host: string): Promise<boolean> {
  const found = await rows(
    stage,
    primary,
    sql`SELECT COUNT(*) AS count FROM mysql.user WHERE user = ${drillName} AND host = ${host}`,
  )
  return Number(found[0]?.['count']) > 0
}

/** Makes the table of numbered rows and the account that may write to it and to nothing else. */
export async function makeRows(
  stage: Stage,
  primary: string,
  { password, tls: overTls }: ClientLogin,
): Promise<void> {
  const run = (statement: SqlStatement) => rows(stage, primary, statement)
  const { alterUserIdentifiedBy: requireInCreate } = await capabilitiesOn(stage, primary)
  await removeRows(stage, primary)
  await run(sql`CREATE DATABASE ${schema}`)
  await run(
    sql`CREATE TABLE ${raw(rowsTable)} (writer VARCHAR(64) NOT NULL, number BIGINT UNSIGNED NOT NULL, PRIMARY KEY (writer, number)) ENGINE=InnoDB`,
  )
  for (const { host, tls } of accounts) {
    const require = raw(tls && overTls ? ' REQUIRE SSL' : '')
    const [inCreate, inGrant] = requireInCreate ? [require, raw('')] : [raw(''), require]
    await run(sql`CREATE USER ${drillName}@${host} IDENTIFIED BY ${password}${inCreate}`)
    await run(sql`GRANT SELECT, INSERT ON ${schema}.* TO ${drillName}@${host}${inGrant}`)
  }
}

/** Takes table, schema and account away; fine when they are not there. */
export async function removeRows(stage: Stage, primary: string): Promise<void> {
  for (const { host } of accounts)
    if (await isAccount(stage, primary, host)) await rows(stage, primary, sql`DROP USER ${drillName}@${host}`)
  await rows(stage, primary, sql`DROP DATABASE IF EXISTS ${schema}`)
}

/** All rows that clients find now, as `writer/number`. */
export async function presentRows(login: ClientLogin): Promise<ReadonlySet<string>> {
  const connection = await connectClient(login)
  try {
    const [found] = await connection.query<RowDataPacket[]>(`SELECT writer, number FROM ${rowsTable}`)
    return new Set(found.map((row) => rowKey(String(row['writer']), Number(row['number']))))
  } finally {
    connection.destroy()
  }
}

export function rowKey(writer: string, number: number): string {
  return `${writer}/${number}`
}
