import { command } from '../../modules/commands/command.ts'
import { getUrl } from '../../modules/files/get-url.ts'
import { unarchive } from '../../modules/files/unarchive.ts'
import { packages } from '../../modules/packages/package.ts'
import { group } from '../../modules/system/group.ts'
import { user } from '../../modules/system/user.ts'
import { fact } from '../../src/plan/deferred.ts'
import type { Facts } from '../../src/plan/facts.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import type { Step } from '../../src/plan/step.ts'
import { sh } from '../../src/values/shell.ts'
import { layoutName, layoutParams, serverLayout } from './layout.ts'
import { announcedVersion, type MysqlVariables } from './variables.ts'

type Host = RoleHost<MysqlVariables>

const manager = fact((facts: Facts) => facts.packageManager)

/** What the vendors' generic tarballs link against and do not bring. */
const libraries = {
  debian: ['libaio1t64|libaio1', 'libnuma1', 'libncurses6'],
  redhat: ['libaio', 'numactl-libs', 'ncurses-libs'],
  other: [],
} as const

function librarySteps({ vars }: Host): Step[] {
  return [
    packages('The libraries of the server are installed', {
      name: fact((facts) => vars.mysql_library_packages ?? libraries[facts.os.family]),
      manager,
    }),
    ...(vars.mysql_client_packages === undefined
      ? []
      : [packages('The client programs are installed', { name: vars.mysql_client_packages, manager })]),
  ]
}

function tarballSteps({ vars }: Host): Step[] {
  const { mysql_tarball: tarball, mysql_basedir: dest } = vars
  // The role's check has refused a host without one.
  if (tarball === undefined) return []
  const target = {
    dest,
    stripComponents: 1,
    exclude: ['*/mysql-test', '*/mysql-test/*'],
    sha256: tarball.sha256,
  }
  if ('path' in tarball)
    return [unarchive('The server is unpacked', { ...target, src: tarball.path, remoteSrc: false })]
  const downloaded = `${dest}.tarball`
  return [
    getUrl('The tarball is downloaded', {
      url: tarball.url,
      dest: downloaded,
      sha256: tarball.sha256,
      mode: '0600',
    }),
    unarchive('The server is unpacked', { ...target, src: downloaded, remoteSrc: true }),
  ]
}

const distributionUnits = ['mariadb.service', 'mysql.service'] as const

// The tool that copies a running server belongs to it: it must be of the server's own series.
const ownPackages = { mysql: ['mysql-server'], mariadb: ['mariadb-server', 'mariadb-backup'] } as const

function packageSteps({ vars }: Host): Step[] {
  const name = vars.mysql_packages ?? ownPackages[vars.mysql_flavour]
  return [
    packages('The server is installed', { name, manager, startServices: false }),
    command("The distribution's own service stays off", {
      // An alias is a link: it must go before its name can be masked.
      cmd: sh`systemctl disable --now ${distributionUnits} 2>/dev/null
systemctl mask --now ${distributionUnits}`.timeout(600),
      unless: sh`for unit in ${distributionUnits}; do
  systemctl show -p LoadState "$unit" | grep -qx LoadState=masked || exit 1
done`,
    }),
  ]
}

/** The server's programs, its account, and the proof that they run here. Publishes the layout. */
export function software(host: Host): Step[] {
  const { vars } = host
  const tarball = vars.mysql_install === 'tarball'
  return [
    group('The group mysql exists', { name: 'mysql', system: true }),
    user('The user mysql exists', {
      name: 'mysql',
      group: 'mysql',
      system: true,
      shell: '/usr/sbin/nologin',
      home: vars.mysql_datadir,
      createHome: false,
      comment: 'MySQL server',
    }),
    ...(tarball ? [...librarySteps(host), ...tarballSteps(host)] : packageSteps(host)),
    serverLayout('The announced server runs on this host', layoutParams(vars, announcedVersion(vars)), {
      publish: layoutName,
    }),
  ]
}
