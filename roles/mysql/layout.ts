import { z } from 'zod'
import { Deferred } from '../../src/plan/deferred.ts'
import type { Live } from '../../src/plan/deferred.ts'
import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { parseServerBanner } from '../../src/mysql/version.ts'
import type { ServerVersion } from '../../src/mysql/version.ts'
import { sh } from '../../src/values/shell.ts'
import type { MysqlVariables } from './variables.ts'

const shape = z.object({
  /** The server's program. */
  server: z.string(),
  /** The command-line client. */
  client: z.string(),
  /** Below basedir; builds put them in different places. Empty for a package, which knows. */
  pluginDirectory: z.string(),
  /** Holds `english/errmsg.sys`. */
  messagesDirectory: z.string(),
  /** Semi-synchronous replication is built in, or its plugins are there. */
  semisync: z.boolean(),
  /** Built to tell systemd when it is ready. */
  notifies: z.boolean(),
  /** How many files a service of this host may open. */
  openFiles: z.number(),
})

/** What the installed server is like, found out on the host once it is there. */
export type Layout = z.output<typeof shape>

/** Under which name the layout of a host is published. */
export const layoutName = 'mysql_layout'

interface LayoutParams {
  /** Empty for a package. */
  readonly basedir: string
  readonly version: ServerVersion
  /** Any patch release of the series will do. */
  readonly anyPatch: boolean
}

const pluginDirectories = ['lib/plugin', 'lib64/plugin', 'lib/mysql/plugin', 'lib64/mysql/plugin']

function candidates(basedir: string) {
  const below = (directories: readonly string[]) => directories.map((directory) => `${basedir}/${directory}`)
  const ofPackage = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld', '/usr/libexec/mariadbd', '/usr/libexec/mysqld']
  return {
    servers: basedir ? below(['bin/mariadbd', 'bin/mysqld', 'sbin/mariadbd', 'sbin/mysqld']) : ofPackage,
    // Some tarballs have no client: then it is a package's.
    clients: [...below(basedir ? ['bin/mariadb', 'bin/mysql'] : []), '/usr/bin/mariadb', '/usr/bin/mysql'],
    plugins: basedir ? below(pluginDirectories) : [],
    semisync: (basedir
      ? below(pluginDirectories)
      : pluginDirectories.map((directory) => `/usr/${directory}`)
    ).flatMap((directory) => ['source', 'master'].map((side) => `${directory}/semisync_${side}.so`)),
    messages: basedir ? below(['share', 'share/mysql', 'share/mariadb']) : [],
  }
}

const most = 65535

const capabilitySysResource = 1n << 24n

/** A service gets what the kernel allows at most, unless systemd itself may not raise its own limit. */
function openFilesOf(text: (key: string) => string): number {
  const capabilities = text('capabilities')
  const may = /^[0-9a-f]+$/i.test(capabilities) ? BigInt(`0x${capabilities}`) : 0n
  const limit = text((may & capabilitySysResource) === 0n ? 'limit' : 'most')
  return /^\d+$/.test(limit) ? Math.min(most, Number(limit)) : most
}

/** The server is there, has the announced version, and finds its libraries. Publishes its layout. */
export const serverLayout = defineModule({
  name: 'serverLayout',
  probe({ basedir }: LayoutParams) {
    const { servers, clients, plugins, messages, semisync } = candidates(basedir)
    return {
      look: sh`first() { test=$1; shift; for one; do [ "$test" "$one$below" ] && { echo "$one"; return; }; done; echo; }
below=
server=$(first -x ${servers})
echo "server=$server"
client=$(first -x ${clients})
echo "client=$client"
echo "plugins=$(first -d ${plugins})"
echo "semisync=$(first -e ${semisync})"
below=/english/errmsg.sys
echo "messages=$(first -e ${messages})"
[ -n "$server" ] || exit 0
grep -qE 'NOTIFY_SOCKET|sd_notify' "$server" && echo notifies=yes || echo notifies=no
echo "limit=$(sed -n 's/^Max open files *[^ ]* *\\([^ ]*\\).*/\\1/p' /proc/1/limits)"
echo "most=$(cat /proc/sys/fs/nr_open)"
echo "capabilities=$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/1/status)"
echo "missing=$(ldd "$server" "$client" 2>/dev/null | sed -n 's/^[[:space:]]*\\([^ ]*\\) => not found.*/\\1/p' | sort -u | tr '\\n' ' ')"
echo "banner=$("$server" --no-defaults --version 2>&1 | tail -n 1)"`,
    }
  },
  judge({ look }, { basedir, version, anyPatch }) {
    const found = new Map(
      look.stdout.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
    )
    const text = (key: string) => found.get(key)?.trim() ?? ''
    if (text('server') === '')
      return cannotTell(`there is no server ${basedir ? `below ${basedir}` : 'installed'} yet`)
    if (text('client') === '') return differs(`${text('server')} came without its client mysql`, undefined)
    if (text('missing') !== '')
      return differs(
        `${text('server')} does not find its libraries ${text('missing')}: name their packages in mysql_library_packages`,
        undefined,
      )
    const banner = text('banner')
    if (!/\bVer\s+\d/.test(banner))
      return differs(`${text('server')} does not run here: ${banner.slice(0, 200)}`, undefined)
    const installed = parseServerBanner(banner)
    const same = anyPatch
      ? installed.number.startsWith(version.number.replace(/\d+$/, ''))
      : installed.number === version.number
    const family = (one: ServerVersion) => (one.flavour === 'mariadb' ? 'MariaDB' : 'MySQL')
    if (!same || family(installed) !== family(version))
      return differs(
        `the server is ${family(installed)} ${installed.number}, the inventory announces ${family(version)} ${version.number} (mysql_version, mysql_flavour)`,
        undefined,
      )
    const layout: Layout = {
      server: text('server'),
      client: text('client'),
      pluginDirectory: text('plugins'),
      messagesDirectory: text('messages'),
      semisync: installed.flavour === 'mariadb' || text('semisync') !== '',
      notifies: text('notifies') === 'yes',
      openFiles: openFilesOf(text),
    }
    return ok(`${family(installed)} ${installed.number} at ${layout.server}`, JSON.stringify(layout))
  },
})

/** A value made from a host's layout (and facts), for steps of later phases. */
export function withLayout<T>(host: string, make: (layout: Layout, live: Live) => T): Deferred<T> {
  const reads = [{ host, name: layoutName }]
  return new Deferred((live) => make(shape.parse(JSON.parse(live.published(host, layoutName))), live), reads)
}

/** What the plan knows before: where the layout is looked for. */
export function layoutParams(vars: MysqlVariables, version: ServerVersion): LayoutParams {
  return {
    basedir: vars.mysql_install === 'tarball' ? vars.mysql_basedir : '',
    version,
    anyPatch: /^\d+\.\d+$/.test(vars.mysql_version),
  }
}
