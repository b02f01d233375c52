import { createConnection } from 'mysql2/promise'
import { leaderOf } from '../../../lab/host/leader.ts'
import { readSecrets } from '../../../lab/inventory.ts'
import { nodeOf } from '../../../lab/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

const inTransaction = ['START TRANSACTION', 'INSERT INTO shop.orders VALUES (1)']

/** Leaves a session of root's open on a host, idle after its statements, for longer than a switchover tolerates. */
export async function holdTransaction(
  lab: TestLab,
  node: NodeName,
  statements: readonly string[] = inTransaction,
): Promise<() => void> {
  const { mysql_root_password: password } = await readSecrets(lab.lab)
  const connection = await createConnection({
    socketPath: `/proc/${leaderOf(nodeOf(lab.lab, node))}/root/run/mysqld/mysqld.sock`,
    user: 'root',
    password: String(password),
  })
  connection.on('error', () => undefined)
  for (const statement of statements) await connection.query(statement)
  const begun = performance.now()
  await until('the transaction is old', 10, () => performance.now() - begun > 3000)
  return () => connection.destroy()
}
