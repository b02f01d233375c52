import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import type { ServerVersion } from '../../../src/mysql/version.ts'
import { cannotTell, differs, ok } from '../../../src/plan/finding.ts'
import { defineModule } from '../../../src/plan/module.ts'
import { fileAt, query } from '../../../src/values/probe.ts'
import type { MysqlLogin } from '../../../src/values/sql.ts'
import { sql } from '../../../src/values/sql.ts'
import { sh } from '../../../src/values/shell.ts'
import { askAgent, readAgent } from '../../../modules/pair/agent-status.ts'
import type { Layout } from '../layout.ts'
import { isOwned, refuseUnlessStandby } from '../server/may-restart.ts'
import { unitName } from '../server/unit.ts'
import { accountsEvidence, bootstrapScript } from './bootstrap-script.ts'
import { accountsDigest } from './needed.ts'
import { bootstrapStatements, hardeningQuery } from './statements.ts'
import type { Account } from './statements.ts'

export interface AccountsParams {
  readonly login: MysqlLogin
  readonly accounts: readonly Account[]
  readonly version: ServerVersion
  readonly layout: Layout
  readonly configFile: string
  readonly datadir: string
}

const accessDenied = 1045

function namesOf(accounts: readonly { user: string; host: string }[]): string[] {
  return accounts.map(({ user, host }) => `${user}@${host}`)
}

/**
 * All accounts exist. They are made in a start of the server for nobody else, because a fenced server refuses it and the
 * binary log must not have it. A server that runs is asked; one that does not is known by the evidence in its data.
 */
export const serverAccounts = defineModule({
  name: 'serverAccounts',
  probe: ({ login, datadir }: AccountsParams) => ({
    present: query(login, sql`SELECT user AS user, host AS host FROM mysql.user`),
    evidence: fileAt(accountsEvidence(datadir), { maxBytes: 256 }),
    agent: askAgent,
  }),
  judge({ present, evidence, agent }, { login, accounts }) {
    const names = namesOf(accounts)
    const owned = isOwned(readAgent(agent).status?.role)
    if (!present.error && !present.timedOut) {
      const there = new Set(
        namesOf(present.rows.map(({ user, host }) => ({ user: String(user), host: String(host) }))),
      )
      const missing = names.filter((name) => !there.has(name))
      if (missing.length === 0) return ok(`${names.join(', ')} exist`)
      return owned
        ? cannotTell(`${missing.join(', ')} missing on a running pair: create them by hand on the primary`)
        : differs(`missing: ${missing.join(', ')}`, undefined)
    }
    if (present.error?.number === accessDenied)
      return cannotTell(
        `the server refuses ${login.user} with the password ${login.password.label}: put the right one into secrets.yml`,
      )
    if (present.timedOut || present.error?.number !== 0)
      return cannotTell(`the server does not say: ${present.error?.message ?? 'no answer in time'}`)
    const made = evidence.exists ? evidence.content?.toString().trim() : undefined
    if (made === accountsDigest(accounts)) return ok(`${names.join(', ')} were made; the server does not run`)
    return differs(
      made === undefined ? `no accounts yet: ${names.join(', ')}` : 'accounts or privileges changed',
      undefined,
    )
  },
  async apply(host, { accounts, version, layout, configFile, datadir }) {
    const can = capabilitiesOf(version)
    await refuseUnlessStandby(host, ['its accounts'])
    await host.run(sh`systemctl stop ${unitName} 2>/dev/null || true`.timeout(600))
    await host.job(
      bootstrapScript({
        server: layout.server,
        client: layout.client,
        clientOptions: can.modernTls ? [] : ['--skip-ssl'],
        configFile,
        datadir,
        options: [
          '--read_only=0',
          ...(can.superReadOnly ? ['--super_read_only=0'] : []),
          '--event_scheduler=OFF',
        ],
        query: hardeningQuery(version, can, accounts),
        statements: bootstrapStatements(accounts, can),
        evidence: accountsDigest(accounts),
      }),
      'accounts',
    )
  },
})
