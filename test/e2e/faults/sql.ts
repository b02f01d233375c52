import { createConnection } from 'mysql2/promise'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { leaderOf } from '../../../lab/host/leader.ts'
import { readSecrets } from '../../../lab/inventory.ts'
import { nodeOf } from '../../../lab/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'

/** A session with a host's server as its root, through its socket; `destroy` it. */
export async function sessionOn(lab: TestLab, node: NodeName): Promise<Connection> {
  const { mysql_root_password: password } = await readSecrets(lab.lab)
  return createConnection({
    socketPath: `/proc/${leaderOf(nodeOf(lab.lab, node))}/root/run/mysqld/mysqld.sock`,
    user: 'root',
    password: String(password),
    connectTimeout: 5000,
  })
}

/** Asks a host's server as its root and gives the rows. */
export async function sqlOn(lab: TestLab, node: NodeName, statement: string): Promise<RowDataPacket[]> {
  const connection = await sessionOn(lab, node)
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement)
    return rows
  } finally {
    connection.destroy()
  }
}
