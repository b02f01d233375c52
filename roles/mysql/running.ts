import { waitFor } from '../../modules/commands/wait-for.ts'
import { service } from '../../modules/services/service.ts'
import type { RoleContext, RoleHost } from '../../src/plan/role.ts'
import type { Step } from '../../src/plan/step.ts'
import { withLayout } from './layout.ts'
import { rootLogin } from './login.ts'
import { currentConfiguration } from './server/current.ts'
import { nothingOverrides } from './server/overrides.ts'
import { unitName } from './server/unit.ts'
import { announcedVersion, type MysqlVariables } from './variables.ts'

/** The server runs, with our configuration and no other. */
export function running(
  { name, vars }: RoleHost<MysqlVariables>,
  context: Pick<RoleContext<MysqlVariables>, 'secret'>,
): Step[] {
  const login = rootLogin(vars, context)
  const configFile = vars.mysql_config_file
  return [
    service('MySQL is running', { name: unitName, state: 'started', enabled: true, timeoutSeconds: 900 }),
    waitFor('MySQL answers on its socket', { path: vars.mysql_socket, state: 'present', timeout: 300 }),
    currentConfiguration('MySQL runs with its current configuration', { login, configFile }),
    nothingOverrides('Nothing overrides the configuration', {
      login,
      version: announcedVersion(vars),
      server: withLayout(name, ({ server }) => server),
      configFile,
    }),
  ]
}
