import { command } from '../../modules/commands/command.ts'
import { unarchive } from '../../modules/files/unarchive.ts'
import { packages } from '../../modules/packages/package.ts'
import { fact } from '../../src/plan/deferred.ts'
import type { Facts } from '../../src/plan/facts.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import { sh } from '../../src/values/shell.ts'
import type { KeepalivedVariables } from './variables.ts'

const manager = fact((facts: Facts) => facts.packageManager)

const buildPackages = {
  debian: ['gcc', 'make', 'libc6-dev', 'pkg-config', 'libssl-dev', 'libnl-3-dev', 'libnl-genl-3-dev'],
  other: ['gcc', 'make', 'openssl-devel', 'libnl3-devel'],
}

function compiled({ vars }: RoleHost<KeepalivedVariables>) {
  const { keepalived_source: source, keepalived_prefix: prefix } = vars
  if (!source) return []
  const tree = `/usr/local/src/keepalived-${source.version}`
  return [
    packages('The compiler is installed', {
      name: fact((facts) => (facts.os.family === 'debian' ? buildPackages.debian : buildPackages.other)),
      manager,
    }),
    unarchive('The source of keepalived is unpacked', {
      src: source.path,
      sha256: source.sha256,
      dest: tree,
      stripComponents: 1,
    }),
    command('keepalived is compiled', {
      cmd: sh`cd ${tree} && ./configure --prefix=${prefix} --with-init=systemd --disable-lvs --disable-iptables && make -j2 && make install`,
      creates: `${prefix}/sbin/keepalived`,
      job: true,
    }),
  ]
}

/** keepalived itself, not started yet, and the log daemon that the customer's manual names. */
export function software(host: RoleHost<KeepalivedVariables>) {
  const logging = packages('The log daemon is installed', { name: ['rsyslog', 'logrotate'], manager })
  return host.vars.keepalived_install === 'source'
    ? [logging, ...compiled(host)]
    : [logging, packages('keepalived is installed', { name: 'keepalived', manager, startServices: false })]
}
