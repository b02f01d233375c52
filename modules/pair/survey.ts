import { gtidStyleOf } from '../../src/mysql/position.ts'
import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import { usersSchemas } from '../../src/mysql/own-schemas.ts'
import { replicaStatusOf } from '../../src/mysql/replica-status.ts'
import { showReplicaStatus } from '../../src/mysql/statements.ts'
import { parseServerVersion } from '../../src/mysql/version.ts'
import { query } from '../../src/values/probe.ts'
import { raw, sql, type MysqlLogin } from '../../src/values/sql.ts'
import { askAgent, readAgent } from './agent-status.ts'

/** What one node says of itself before anything is decided about the pair. */
export interface Survey {
  /** FORMING until the node has been adopted. */
  readonly role: string
  /** The highest term that the agent knows; 0 for none. */
  readonly term: number
  /** Schemas that are not the server's own. */
  readonly schemas: readonly string[]
  /** All transactions that the server has. */
  readonly executed: string
  /** Transactions whose binary logs may be gone already. */
  readonly purged: string
  /** How it writes them. */
  readonly style: 'uuid' | 'mariadb'
  /** The server from which it replicates; empty for none. */
  readonly sourceHost: string
}

interface SurveyParams {
  readonly login: MysqlLogin
  /** As the inventory says it: `9.7.4`, with its family. */
  readonly version: string
  readonly flavour: 'mysql' | 'mariadb'
}

/** The query that finds user schemas; also the proof of emptiness right before anything is wiped. */
export const userSchemas = { text: usersSchemas.text, values: [] }

function capabilities({ version, flavour }: SurveyParams) {
  return capabilitiesOf(parseServerVersion(flavour === 'mariadb' ? `${version}-MariaDB` : version))
}

function textOf(value: unknown): string {
  return (
    value instanceof Uint8Array ? Buffer.from(value).toString() : typeof value === 'string' ? value : ''
  ).replace(/\s+/g, '')
}

/** Finds out, and publishes, whose data this is: agent's role and term, user schemas, transactions, source. */
export const survey = defineModule({
  name: 'survey',
  probe(params: SurveyParams) {
    const can = capabilities(params)
    const variable = can.uuidGtids ? 'gtid_executed' : 'gtid_binlog_state'
    return {
      agent: askAgent,
      schemas: query(params.login, userSchemas),
      executed: query(
        params.login,
        sql`SELECT @@GLOBAL.${raw(variable)} AS gtid, ${raw(can.uuidGtids ? '@@GLOBAL.gtid_purged' : "''")} AS purged`,
      ),
      replica: query(params.login, { text: showReplicaStatus(can).text, values: [] }),
    }
  },
  judge({ agent, schemas, executed, replica }, params) {
    const failed = [schemas, executed, replica].find((result) => result.error ?? result.timedOut)
    if (failed) return differs(`MySQL does not answer: ${failed.error?.message ?? 'timed out'}`, undefined)
    const answer = readAgent(agent)
    if (!answer.status) return differs(answer.because, undefined)
    const row = replica.rows[0]
    const found: Survey = {
      role: answer.status.role,
      term: answer.status.term,
      schemas: schemas.rows.map((one) => textOf(one.name)),
      executed: textOf(executed.rows[0]?.gtid),
      purged: textOf(executed.rows[0]?.purged),
      style: gtidStyleOf(capabilities(params)),
      sourceHost: row ? replicaStatusOf(row).sourceHost : '',
    }
    const data =
      found.schemas.length === 0 ? 'no user data' : `user data (${found.schemas.slice(0, 5).join(', ')})`
    return ok(`${found.role}, term ${found.term}, ${data}`, JSON.stringify(found))
  },
  settleSeconds: () => 30,
})
