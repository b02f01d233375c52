import { createConnection } from 'mysql2/promise'
import type { Connection, RowDataPacket } from 'mysql2/promise'
import { leaderOf } from '../../../lab/host/leader.ts'
import { readSecrets } from '../../../lab/inventory.ts'
import { nodeOf } from '../../../lab/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

/** A switchover tolerates what has been open for a second. */
const oldSeconds = 2

const age =
  'SELECT TIMESTAMPDIFF(SECOND, trx_started, NOW()) AS seconds FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = CONNECTION_ID()'

async function connectInside(lab: TestLab, node: NodeName): Promise<Connection> {
  const { mysql_root_password: password } = await readSecrets(lab.lab)
  const connection = await createConnection({
    socketPath: `/proc/${leaderOf(nodeOf(lab.lab, node))}/root/run/mysqld/mysqld.sock`,
    user: 'root',
    password: String(password),
  })
  connection.on('error', () => undefined)
  return connection
}

/** A transaction of root's that has inserted a row, and waits. */
export interface HeldTransaction {
  /** Commits it. */
  readonly commit: () => Promise<void>
  /** Ends the session. */
  readonly release: () => void
}

/** Leaves a transaction open on a host for longer than a switchover tolerates. */
export async function holdTransaction(lab: TestLab, node: NodeName, row = 1): Promise<HeldTransaction> {
  const connection = await connectInside(lab, node)
  await connection.query('START TRANSACTION')
  await connection.query('INSERT INTO shop.orders VALUES (?)', [row])
  await until('the transaction is old', 20, async () => {
    const [[found]] = await connection.query<RowDataPacket[]>(age)
    return Number(found?.['seconds']) >= oldSeconds
  })
  return { commit: () => connection.commit(), release: () => connection.destroy() }
}

/** Leaves a session of root's open that holds the lock of a statement; gives what ends it. */
export async function holdLock(lab: TestLab, node: NodeName, statement: string): Promise<() => void> {
  const connection = await connectInside(lab, node)
  await connection.query(statement)
  return () => connection.destroy()
}
