import { PlaybookError } from '../../src/errors.ts'
import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import { quoteString } from '../../src/mysql/quote.ts'
import { covers } from '../../src/mysql/position.ts'
import { parseServerVersion } from '../../src/mysql/version.ts'
import { query } from '../../src/values/probe.ts'
import type { Secret } from '../../src/values/secret.ts'
import { sql, type MysqlLogin } from '../../src/values/sql.ts'
import { clientJob } from '../mysql/client-job.ts'
import { ownership } from './donor.ts'
import { ownSchemas, userSchemas, type Survey } from './survey.ts'

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
  readonly version: string
  readonly flavour: 'mysql' | 'mariadb'
  /** Path of the `mysql` client. */
  readonly client: string
  readonly donor: {
    readonly address: string
    readonly port: number
    readonly user: string
    readonly password: Secret
  }
}

const gtids = sql`SELECT @@GLOBAL.gtid_executed AS gtid`

function gtidOf(row: Readonly<Record<string, unknown>> | undefined): string {
  return typeof row?.gtid === 'string' ? row.gtid.replace(/\s+/g, '') : ''
}

/** The standby holds a copy of the living node's data; the donor, and a pair that runs already, are left alone. */
export const seeded = defineModule({
  name: 'seeded',
  probe: ({ login }: SeededParams) => ({ schemas: query(login, userSchemas), executed: query(login, gtids) }),
  judge({ schemas, executed }, params) {
    const found = ownershipIn(params)
    if (found.kind === 'formed') return ok('the pair runs already; its agents own the topology')
    if (found.kind === 'refused')
      throw new PlaybookError('StepFailed', `${found.because}; nothing was changed`, {
        hint: 'Keep the data you want on one node, move the other away by hand, and run again.',
      })
    if (found.donor === params.me.name) return ok(`this host has the data: ${found.because}`)
    if (!found.copy) return ok(`nothing to copy: ${found.because}`)
    const failed = schemas.error ?? executed.error
    if (failed) return differs(`MySQL does not answer: ${failed.message}`, undefined)
    const mine = gtidOf(executed.rows[0])
    const { purged } = JSON.parse(params.peer.survey) as Survey
    if (schemas.rows.length > 0 && mine !== '' && covers('uuid', mine, purged))
      return ok(`holds a copy of ${found.donor}'s data`)
    return differs(`${found.donor} holds the data (${found.because}), and this host has no copy`, undefined)
  },
  async apply(host, params) {
    const { login, donor, client } = params
    const can = capabilitiesOf(
      parseServerVersion(params.flavour === 'mariadb' ? `${params.version}-MariaDB` : params.version),
    )
    if (!can.clonePlugin)
      throw new PlaybookError(
        'StepFailed',
        `copying a loaded server needs the clone plugin, which ${params.flavour} ${params.version} does not have`,
        { hint: 'Seed this node by hand from a backup of the other, then resume.' },
      )
    const address = `${donor.address}:${donor.port}`
    const statements = [
      proofOfEmptiness(JSON.parse(params.peer.survey) as Survey),
      `SET GLOBAL clone_valid_donor_list=${quoteString(address)};`,
      'SET GLOBAL super_read_only=0;',
      `CLONE INSTANCE FROM ${quoteString(donor.user)}@${quoteString(donor.address)}:${donor.port} IDENTIFIED BY ${quoteString(donor.password.reveal())} REQUIRE SSL;`,
    ]
    await host.job(
      clientJob({
        client,
        target: login,
        user: login.user,
        password: login.password,
        tls: can.modernTls,
        statements: statements.join('\n'),
      }),
      'clone',
    )
  },
  settleSeconds: () => 120,
})

/**
 * Fails, in the very session that copies, when this host holds user data that the donor lacks: a subquery with a second row is
 * an error, and the client stops at the first one.
 */
function proofOfEmptiness(donor: Survey): string {
  const contained = `@@GLOBAL.gtid_executed <> '' AND GTID_SUBSET(@@GLOBAL.gtid_executed, ${quoteString(donor.executed)})`
  const own = ownSchemas.map((name) => quoteString(name)).join(', ')
  return `SELECT (SELECT 1 UNION ALL SELECT 2 FROM information_schema.schemata WHERE schema_name NOT IN (${own}) AND NOT (${contained}));`
}
