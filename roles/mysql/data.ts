import type { RoleContext, RoleHost } from '../../src/plan/role.ts'
import type { Step } from '../../src/plan/step.ts'
import { fact } from '../../src/plan/deferred.ts'
import { lowerCaseTableNames } from '../decisions.ts'
import { serverAccounts } from './accounts/accounts.ts'
import { neededAccounts } from './accounts/needed.ts'
import { datadirIsOurs } from './datadir/datadir-is-ours.ts'
import { initialised } from './datadir/initialised.ts'
import { withLayout } from './layout.ts'
import { rootLogin } from './login.ts'
import { newDataBytes, roomForData } from './room.ts'
import { redoLogBytes } from './settings/memory.ts'
import { announcedVersion, type MysqlVariables } from './variables.ts'

type Host = RoleHost<MysqlVariables>
type Context = RoleContext<MysqlVariables>

/** Before anything is changed: nobody's data is in the way, and there is room. */
export function preflight({ vars }: Host, context: Context): Step[] {
  return [
    datadirIsOurs("The data directory is the pair's own", {
      datadir: vars.mysql_datadir,
      login: rootLogin(vars, context),
      lowerCaseTableNames: context.decision(lowerCaseTableNames.key),
    }),
    roomForData('There is room for the data', {
      path: vars.mysql_datadir,
      newBytes: fact(({ memoryBytes }) => newDataBytes(redoLogBytes(memoryBytes))),
    }),
  ]
}

/** The data directory, and all accounts in it. */
export function data(host: Host, context: Context): Step[] {
  const { name, vars } = host
  const common = {
    version: announcedVersion(vars),
    layout: withLayout(name, (layout) => layout),
    configFile: vars.mysql_config_file,
    datadir: vars.mysql_datadir,
    login: rootLogin(vars, context),
  }
  return [
    initialised('The data directory is initialised', {
      ...common,
      basedir: vars.mysql_install === 'tarball' ? vars.mysql_basedir : '',
      lowerCaseTableNames: context.decision(lowerCaseTableNames.key),
      errorLog: `${vars.mysql_log_directory}/error.log`,
    }),
    serverAccounts('The accounts exist', { ...common, accounts: neededAccounts(host, context) }),
  ]
}
