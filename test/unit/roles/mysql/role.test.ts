import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mysql } from '../../../../roles/mysql/role.ts'
import { layoutName } from '../../../../roles/mysql/layout.ts'
import { mysqlVariables } from '../../../../roles/mysql/variables.ts'
import type { MysqlVariables } from '../../../../roles/mysql/variables.ts'
import { readsOf } from '../../../../src/plan/deferred.ts'
import type { RoleHost } from '../../../../src/plan/role.ts'
import { Secret } from '../../../../src/values/secret.ts'
import { series } from './contexts.ts'

const tarball = { path: 'mysql.tar.gz', sha256: 'a'.repeat(64) }

function phasesFor(vars: Record<string, unknown>) {
  const make = (name: string, position: number): RoleHost<MysqlVariables> => ({
    name,
    address: `10.0.0.${position + 1}`,
    vars: mysqlVariables.parse(vars),
    groups: [],
    others: [],
    position,
  })
  const hosts = [make('node1', 0), make('node2', 1)] as const
  const phases = mysql.phases({
    hosts,
    decision: (key) => mysql.decisions?.find((one) => one.key === key)?.default ?? '',
    secret: (key) => new Secret('secret', key),
  })
  return phases.map(({ name, steps }) => ({ name, steps: steps(hosts[0]) }))
}

const ways: readonly Record<string, unknown>[] = [
  ...Object.values(series).map((text) => ({
    mysql_version: text.replace('-MariaDB', ''),
    mysql_flavour: text.endsWith('MariaDB') ? 'mariadb' : 'mysql',
    mysql_tarball: tarball,
  })),
  { mysql_version: '9.7', mysql_tarball: { url: 'https://mirror.example/m.tar.gz', sha256: tarball.sha256 } },
  { mysql_version: '10.11', mysql_flavour: 'mariadb', mysql_install: 'package' },
]

describe('the plan of the role', () => {
  for (const vars of ways)
    test(JSON.stringify(vars).slice(0, 90), () => {
      const phases = phasesFor(vars)
      const titles = phases.flatMap(({ steps }) => steps.map(({ title }) => title))
      assert.deepEqual(titles, [...new Set(titles)])
      // A published value may be read in later phases alone.
      const publishing = phases.findIndex(({ steps }) =>
        steps.some(({ options }) => options.publish === layoutName),
      )
      const reading = phases.findIndex(({ steps }) => steps.some(({ params }) => readsOf(params).length > 0))
      assert.ok(publishing >= 0 && reading > publishing)
    })
})

test('a package is installed with its service held back, and its service stays off', () => {
  const steps = phasesFor({ mysql_version: '10.11', mysql_flavour: 'mariadb', mysql_install: 'package' })
    .flatMap((phase) => phase.steps)
    .map(({ title, params }) => ({ title, params: params as Record<string, unknown> }))
  assert.equal(steps.find(({ title }) => title === 'The server is installed')?.params.startServices, false)
  assert.ok(steps.some(({ title }) => title === "The distribution's own service stays off"))
})
