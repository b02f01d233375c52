import { mysqlha } from '../../src/values/agent-command.ts'
import { PlaybookError } from '../../src/errors.ts'
import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { covers } from '../../src/mysql/position.ts'
import { query } from '../../src/values/probe.ts'
import { raw, sql, type MysqlLogin } from '../../src/values/sql.ts'
import { sh } from '../../src/values/shell.ts'
import { askAgent, readAgent } from './agent-status.ts'
import { ownership } from './donor.ts'
import { userSchemas, type Survey } from './survey.ts'

/** Both nodes' surveys, as an earlier phase published them. */
export interface PairView {
  readonly me: { readonly name: string; readonly first: boolean; readonly survey: string }
  readonly peer: { readonly name: string; readonly first: boolean; readonly survey: string }
}

/** Reads the published surveys and decides whose data the pair shall have. */
export function ownershipIn({ me, peer }: PairView) {
  const read = ({ name, first, survey }: PairView['me']) => ({
    name,
    first,
    survey: JSON.parse(survey) as Survey,
  })
  return ownership(read(me), read(peer))
}

interface SeededParams extends PairView {
  readonly login: MysqlLogin
  readonly flavour: 'mysql' | 'mariadb'
}

/** A transaction set as the two families name it. */
const executedBy = { mysql: 'gtid_executed', mariadb: 'gtid_binlog_state' } as const
const styleOf = { mysql: 'uuid', mariadb: 'mariadb' } as const

function gtidOf(row: Readonly<Record<string, unknown>> | undefined): string {
  return typeof row?.gtid === 'string' ? row.gtid.replace(/\s+/g, '') : ''
}

/** The standby holds a copy of the living node's data; the donor, and a pair that runs already, are left alone. */
export const seeded = defineModule({
  name: 'seeded',
  probe: ({ login, flavour }: SeededParams) => ({
    schemas: query(login, userSchemas),
    executed: query(login, sql`SELECT @@GLOBAL.${raw(executedBy[flavour])} AS gtid`),
    agent: askAgent,
  }),
  judge({ schemas, executed, agent }, params) {
    const found = ownershipIn(params)
    if (found.kind === 'formed') return ok('the pair runs already; its agents own the topology')
    if (found.kind === 'refused')
      throw new PlaybookError('StepFailed', `${found.because}; nothing was changed`, {
        hint: 'Keep the data you want on one node, move the other away by hand, and run again.',
      })
    if (found.donor === params.me.name) return ok(`this host has the data: ${found.because}`)
    if (!found.copy) return ok(`nothing to copy: ${found.because}`)
    if (readAgent(agent).status?.role === 'CLONING')
      return differs(`the data of ${found.donor} is being copied`, undefined)
    const failed = schemas.error ?? executed.error
    if (failed) return differs(`MySQL does not answer: ${failed.message}`, undefined)
    const mine = gtidOf(executed.rows[0])
    const { purged } = JSON.parse(params.peer.survey) as Survey
    if (schemas.rows.length > 0 && mine !== '' && covers(styleOf[params.flavour], mine, purged))
      return ok(`holds a copy of ${found.donor}'s data`)
    return differs(`${found.donor} holds the data (${found.because}), and this host has no copy`, undefined)
  },
  /** The agent copies, and proves right before that nothing here is lost. */
  async apply(host) {
    await host.job(sh`${mysqlha} rebuild --wait`, 'copy')
  },
  settleSeconds: () => 120,
})
