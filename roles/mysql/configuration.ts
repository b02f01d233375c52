import { command } from '../../modules/commands/command.ts'
import { file } from '../../modules/files/file.ts'
import { template } from '../../modules/files/template.ts'
import { systemdUnit } from '../../modules/services/systemd-unit.ts'
import { capabilitiesOf } from '../../src/mysql/capabilities.ts'
import type { RoleContext, RoleHost } from '../../src/plan/role.ts'
import type { Step } from '../../src/plan/step.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'
import { settingContext } from './context.ts'
import { withLayout, type Layout } from './layout.ts'
import { myCnfVariables } from './my-cnf-variables.ts'
import { semisyncPossible } from './semisync-possible.ts'
import { unitName, unitText } from './server/unit.ts'
import { announcedVersion, type MysqlVariables } from './variables.ts'

type Host = RoleHost<MysqlVariables>

/** The gate: the server itself reads the new file before it replaces the old. Older servers can only print what they read. */
function gate(vars: MysqlVariables, { server }: Layout) {
  const { validateConfigOption } = capabilitiesOf(announcedVersion(vars))
  return (path: string): ShellCommand =>
    validateConfigOption
      ? sh`${server} --defaults-file=${path} --validate-config --log-error=/dev/stderr`
      : sh`said=$(${server} --defaults-file=${path} --verbose --help --log-error=/dev/stderr 2>&1 >/dev/null) || {
  printf '%s\\n' "$said" >&2
  exit 1
}`
}

function directories({ vars }: Host): Step[] {
  const owned = (title: string, path: string) =>
    file(title, { path, state: 'directory', owner: 'mysql', group: 'mysql', mode: '0750' })
  return [
    owned('The data directory exists', vars.mysql_datadir),
    owned('The log directory exists', vars.mysql_log_directory),
    owned('The temporary directory exists', vars.mysql_tmpdir),
  ]
}

/** A certificate of the server's own, where the release makes none at its start. */
function certificate({ name, vars }: Host): Step[] {
  const { flavour, number } = announcedVersion(vars)
  const makesItsOwn = flavour !== 'mariadb' && !number.startsWith('5.6.')
  if (makesItsOwn) return []
  const directory = vars.mysql_tls_directory
  const path = { key: `${directory}/server-key.pem`, cert: `${directory}/server-cert.pem` }
  return [
    file('The directory of the certificate exists', {
      path: directory,
      state: 'directory',
      owner: 'root',
      group: 'mysql',
      mode: '0750',
    }),
    command('The server has a certificate', {
      // Old servers read the traditional form of a key alone; old openssl writes no other and does not know the option.
      cmd: sh`umask 077 && cd ${directory} &&
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj ${`/CN=mysql-${name}`} -keyout key.new -out cert.new &&
{ openssl rsa -in key.new -traditional -out ${path.key} 2>/dev/null || openssl rsa -in key.new -out ${path.key}; } &&
chown mysql:mysql ${path.key} cert.new && rm key.new && mv cert.new ${path.cert}`,
      creates: path.cert,
    }),
  ]
}

/** my.cnf and the unit, both checked before they replace anything. Nothing is started here. */
export function configuration(host: Host, context: Pick<RoleContext<MysqlVariables>, 'decision'>): Step[] {
  const { name, vars } = host
  return [
    semisyncPossible('Semi-synchronous replication is possible', {
      present: withLayout(name, ({ semisync }) => semisync),
      required: vars.semisync_required,
    }),
    ...directories(host),
    ...certificate(host),
    template('The server is configured', {
      src: 'mysql/my.cnf.njk',
      dest: vars.mysql_config_file,
      owner: 'root',
      group: 'root',
      mode: '0644',
      variables: withLayout(name, (layout, { facts: { memoryBytes } }) =>
        myCnfVariables(settingContext(host, context, { memoryBytes, layout }), vars.mysql_extra_settings),
      ),
      validate: withLayout(name, (layout) => gate(vars, layout)),
    }),
    systemdUnit('The server is a service', {
      name: unitName,
      content: withLayout(name, (layout) => unitText(vars, layout, `MySQL of ${name}`)),
    }),
  ]
}
