import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import type { Connection } from 'mysql2/promise'
import { parse } from 'yaml'
import type { NodeName, TestLab } from '../support/lab.ts'
import { sqlOn } from './sql.ts'

/** How a customer's application logs in. */
export interface Application {
  readonly host: string
  readonly user: string
  readonly password: string
  /** It is let in over TLS alone. */
  readonly tls: boolean
}

/** Makes the schema, table and account of an application on the primary. Without `tls` for servers whose TLS is too old for us. */
export async function makeApplication(
  lab: TestLab,
  primary: NodeName,
  { tls } = { tls: true },
): Promise<Application> {
  const variables = parse(await readFile(join(lab.inventory, 'group_vars/mysql.yml'), 'utf8')) as {
    vip: string
  }
  const password = randomBytes(12).toString('hex')
  for (const statement of [
    'CREATE DATABASE shop',
    'CREATE TABLE shop.orders (number INT UNSIGNED NOT NULL PRIMARY KEY) ENGINE=InnoDB',
    `CREATE USER shop@'%' IDENTIFIED BY '${password}'${tls ? ' REQUIRE SSL' : ''}`,
    "GRANT SELECT, INSERT ON shop.* TO shop@'%'",
  ])
    await sqlOn(lab, primary, statement)
  return { host: variables.vip.split('/')[0] ?? '', user: 'shop', password, tls }
}

/** Between two commits of a session: a busy test machine's standby must be able to keep up. */
const thinkMilliseconds = 10

/** Sessions of an application that commit numbered rows through the VIP and remember what was acknowledged. */
export class Writer {
  /** Numbers whose commit the server has confirmed. */
  readonly acknowledged: number[] = []
  readonly #application: Application
  readonly #sessions: Promise<void>[]
  #next: number
  #stopping = false

  constructor(application: Application, { sessions, from }: { sessions: number; from: number }) {
    this.#application = application
    this.#next = from
    this.#sessions = Array.from({ length: sessions }, () => this.#write())
  }

  /** Ends all sessions, and gives what was acknowledged. */
  async stop(): Promise<readonly number[]> {
    this.#stopping = true
    await Promise.all(this.#sessions)
    return this.acknowledged
  }

  async #write(): Promise<void> {
    while (!this.#stopping) {
      const connection = await this.#connect()
      try {
        while (connection && !this.#stopping) await this.#insert(connection)
      } catch {
        // Whether that row is there nobody knows: the application was not told.
      } finally {
        connection?.destroy()
      }
    }
  }

  async #insert(connection: Connection): Promise<void> {
    const number = this.#next++
    await connection.query({ sql: 'INSERT INTO shop.orders VALUES (?)', timeout: 5000 }, [number])
    this.acknowledged.push(number)
    await pause(thinkMilliseconds)
  }

  async #connect(): Promise<Connection | undefined> {
    try {
      // The servers' certificates are their own; what matters here is that nothing travels in the clear.
      const { tls, ...login } = this.#application
      const ssl = tls ? { ssl: { rejectUnauthorized: false } } : {}
      const connection = await createConnection({ ...login, ...ssl, connectTimeout: 2000 })
      connection.on('error', () => undefined)
      return connection
    } catch {
      await pause(100)
      return undefined
    }
  }
}
