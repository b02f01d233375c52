import { createConnection } from 'mysql2/promise'
import type { RowDataPacket } from 'mysql2/promise'
import { leaderOf } from '../../../lab/host/leader.ts'
import { readSecrets } from '../../../lab/inventory.ts'
import { nodeOf } from '../../../lab/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'

/** Asks a host's server as its root, through its socket, and gives the rows. */
export async function sqlOn(lab: TestLab, node: NodeName, statement: string): Promise<RowDataPacket[]> {
  const { mysql_root_password: password } = await readSecrets(lab.lab)
  const connection = await createConnection({
    socketPath: `/proc/${leaderOf(nodeOf(lab.lab, node))}/root/run/mysqld/mysqld.sock`,
    user: 'root',
    password: String(password),
    connectTimeout: 5000,
  })
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement)
    return rows
  } finally {
    connection.destroy()
  }
}
