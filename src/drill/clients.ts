import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import type { Secret } from '../values/secret.ts'
import { openAckLog } from './ack-log.ts'
import type { Ack } from './ack-log.ts'
import { monotonic } from './on-host/log.ts'
import { rowsTable } from './on-host/records.ts'

/** How a client of the pair logs in. */
export interface ClientLogin {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: Secret
  /** Over TLS, wherever the servers can do what clients of today ask for. */
  readonly tls: boolean
}

/** Names the rows that clients have written through the VIP. */
export const vipWriter = 'vip'

const sessions = 3
/** Between two commits of a session. */
const thinkMilliseconds = 20
const statementMilliseconds = 5000

/** Logs in as a customer's application does. */
export async function connectClient({ password, tls, ...login }: ClientLogin): Promise<Connection> {
  const connection = await createConnection({
    ...login,
    password: password.reveal(),
    // The servers' certificates are their own; what matters here is that nothing travels in the clear.
    ...(tls && { ssl: { rejectUnauthorized: false } }),
    connectTimeout: 2000,
  })
  connection.on('error', () => undefined)
  return connection
}

/** Clients that commit numbered rows through the VIP, connect again at once, and log every row they were told of. */
export class Clients {
  readonly acknowledged: Ack[] = []
  readonly #login: ClientLogin
  readonly #log: (ack: Ack) => Promise<void>
  readonly #close: () => void
  readonly #sessions: Promise<void>[]
  #next = Date.now() * 100
  #stopping = false

  /** Begins. `logFile` gets every acknowledged row, on disk before the session goes on. */
  constructor(login: ClientLogin, logFile: string) {
    this.#login = login
    const { append, close } = openAckLog(logFile)
    this.#log = append
    this.#close = close
    this.#sessions = Array.from({ length: sessions }, () => this.#session())
  }

  /** Ends all sessions. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#sessions)
    this.#close()
  }

  async #session(): Promise<void> {
    while (!this.#stopping) {
      let connection: Connection | undefined
      try {
        connection = await connectClient(this.#login)
        const server = await serverIdOf(connection)
        while (!this.#stopping) await this.#commit(connection, server)
      } catch {
        // Whether a row that failed is there nobody knows: the client was not told.
        await pause(thinkMilliseconds)
      } finally {
        connection?.destroy()
      }
    }
  }

  async #commit(connection: Connection, server: number): Promise<void> {
    const number = this.#next++
    const sent = monotonic()
    const sql = `INSERT INTO ${rowsTable} (writer, number) VALUES (?, ?)`
    await connection.query({ sql, timeout: statementMilliseconds }, [vipWriter, number])
    const ack = { writer: vipWriter, number, sent, at: monotonic(), server }
    this.acknowledged.push(ack)
    await this.#log(ack)
    await pause(thinkMilliseconds)
  }
}

async function serverIdOf(connection: Connection): Promise<number> {
  const sql = 'SELECT @@server_id AS id'
  const [[row]] = await connection.query<RowDataPacket[]>({ sql, timeout: statementMilliseconds })
  return Number(row?.['id'])
}
