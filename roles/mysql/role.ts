import { defineRole, phase, type RoleHost } from '../../src/plan/role.ts'
import * as decisions from '../decisions.ts'
import { checkMysql } from './check.ts'
import { configuration } from './configuration.ts'
import { data, preflight } from './data.ts'
import { secretKeys } from './login.ts'
import { running } from './running.ts'
import { software } from './software.ts'
import { mysqlVariables, type MysqlVariables } from './variables.ts'

type Host = RoleHost<MysqlVariables>

/** Characters of a generated password. */
const length = 24

/** A server on each node: installed, configured for its release and its host, initialised, with its accounts, fenced. */
export const mysql = defineRole({
  name: 'mysql',
  description: 'the server: software, configuration, data directory, accounts, service',
  variables: mysqlVariables,
  check: checkMysql,
  decisions: [
    decisions.characterSet,
    decisions.collation,
    decisions.isolationLevel,
    decisions.lowerCaseTableNames,
    decisions.semisyncPolicy,
    decisions.semisyncTimeout,
  ],
  secrets: Object.values(secretKeys).map((key) => ({ key, length })),
  phases: (context) => [
    phase('preflight', (host: Host) => preflight(host, context)),
    phase('software', software),
    phase('configuration', (host: Host) => configuration(host, context)),
    phase('data', (host: Host) => data(host, context)),
    phase('service', (host: Host) => running(host, context)),
  ],
})
