import type { SettingContext } from './settings/setting.ts'
import { settingLines } from './settings/my-cnf.ts'
import type { MysqlVariables } from './variables.ts'

/** The variables of templates/mysql/my.cnf.njk. */
export function myCnfVariables(context: SettingContext, extra: MysqlVariables['mysql_extra_settings']) {
  const { version, port, paths } = context
  const own = Object.entries(extra).map(([name, value]) => ({ name, value, why: 'mysql_extra_settings' }))
  return {
    title: `${version.flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version.number}`,
    port,
    socket: paths.socket,
    groups: [
      ...settingLines(context),
      ...(own.length > 0 ? [{ title: 'From the inventory', lines: own }] : []),
    ],
  }
}
