import { createConnection } from 'mysql2/promise'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { passingVariables } from './volatile.ts'
import { table } from './host-report.ts'

/** What a MySQL server says of itself, in a stable order. */
export type MysqlReport = {
  readonly variables: Record<string, string>
  readonly plugins: Record<string, string>
  readonly databases: readonly string[]
  readonly accounts: Record<string, string>
  readonly replication: Record<string, string>
  readonly semiSync: Record<string, string>
}

/**
 * Asks the server behind a socket as root; undefined when there is none, or it does not let us in. `socketPath` is the
 * socket as this machine sees it.
 */
export async function reportOfMysql(socketPath: string, password: string): Promise<MysqlReport | undefined> {
  let connection: Connection
  try {
    connection = await createConnection({ socketPath, user: 'root', password, connectTimeout: 5000 })
  } catch {
    return undefined
  }
  try {
    return await ask(connection)
  } finally {
    await connection.end()
  }
}

async function ask(connection: Connection): Promise<MysqlReport> {
  const variables = await pairs(connection, 'SHOW GLOBAL VARIABLES')
  return {
    variables: table(variables.filter(([name]) => !passingVariables.test(name))),
    plugins: table(
      await pairs(connection, 'SELECT plugin_name, plugin_status FROM information_schema.plugins'),
    ),
    databases: (await rows(connection, 'SHOW DATABASES'))
      .map((row) => text(Object.values(row)[0]))
      .toSorted(),
    accounts: await accounts(connection),
    replication: await replication(connection),
    semiSync: table(
      (await pairs(connection, "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync%'")).filter(([name]) =>
        /_(status|clients)$/.test(name),
      ),
    ),
  }
}

async function accounts(connection: Connection): Promise<Record<string, string>> {
  const found: [string, string][] = []
  for (const row of await rows(connection, 'SELECT User AS user, Host AS host, plugin FROM mysql.user')) {
    const [user, host] = [text(row.user), text(row.host)]
    const grants = await rows(
      connection,
      `SHOW GRANTS FOR ${connection.escape(user)}@${connection.escape(host)}`,
    )
    const lines = grants.map((grant) => text(Object.values(grant)[0])).toSorted()
    // MariaDB shows password hashes in its grants.
    found.push([
      `${user}@${host}`,
      [text(row.plugin), ...lines].join('; ').replaceAll(/'\*[0-9A-F]{40}'/g, "'*'"),
    ])
  }
  return table(found)
}

const topology =
  /^((Source|Master)_(Host|User|Port|SSL_Allowed)|(Replica|Slave)_(IO|SQL)_Running|Auto_Position|Using_Gtid|Get_.*public_key|Replicate_.*)$/

async function replication(connection: Connection): Promise<Record<string, string>> {
  // Servers before 8.0.22 know the older word alone, those from 8.4 on the newer one alone.
  const answer = await rows(connection, 'SHOW REPLICA STATUS').catch(() =>
    rows(connection, 'SHOW SLAVE STATUS'),
  )
  const [status = {}] = answer
  return table(
    Object.entries(status)
      .filter(([name]) => topology.test(name))
      .map(([name, value]) => [name, text(value)]),
  )
}

async function rows(connection: Connection, statement: string): Promise<RowDataPacket[]> {
  const [found] = await connection.query<RowDataPacket[]>(statement)
  return found
}

async function pairs(connection: Connection, statement: string): Promise<[string, string][]> {
  return (await rows(connection, statement)).map((row) => {
    const [name, value] = Object.values(row) as unknown[]
    return [text(name), text(value)]
  })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}
