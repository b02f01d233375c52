import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { query } from '../../src/values/probe.ts'
import type { Secret } from '../../src/values/secret.ts'
import { sql, type MysqlLogin } from '../../src/values/sql.ts'
import { clientJob } from '../mysql/client-job.ts'
import { askAgent, readAgent } from './agent-status.ts'

interface RowTravelsParams {
  /** Reads the row on this host. */
  readonly login: MysqlLogin
  /** Path of the `mysql` program. */
  readonly client: string
  readonly vip: { readonly address: string; readonly port: number }
  /** The writer goes over TLS. */
  readonly tls: boolean
  /** Writes the row through the VIP. */
  readonly writer: { readonly user: string; readonly password: Secret }
}

const noSuchTable = 1146

const statements = `CREATE TABLE IF NOT EXISTS mysqlha.acceptance (id INT PRIMARY KEY, written_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)) ENGINE=InnoDB;
REPLACE INTO mysqlha.acceptance (id) VALUES (1);`

/** A row that was written through the VIP can be read on this host. Written by the standby when there is none yet. */
export const rowTravels = defineModule({
  name: 'rowTravels',
  probe: ({ login }: RowTravelsParams) => ({
    agent: askAgent,
    row: query(login, sql`SELECT written_at FROM mysqlha.acceptance WHERE id = 1`),
  }),
  judge({ agent, row }, { vip }) {
    if (row.error && row.error.number !== noSuchTable)
      return differs(`MySQL does not answer: ${row.error.message}`, undefined)
    if (row.rows.length > 0) return ok(`the row written through ${vip.address} is here`)
    const answer = readAgent(agent)
    if (answer.status?.role === 'PRIMARY') return ok('this host is the primary; the standby writes the row')
    return differs('no row has been written through the VIP yet', undefined)
  },
  async apply(host, { client, tls, vip, writer }) {
    await host.run(
      clientJob({
        client,
        tls,
        target: { host: vip.address, port: vip.port },
        ...writer,
        statements,
      }).timeout(30),
    )
  },
  settleSeconds: () => 20,
})
