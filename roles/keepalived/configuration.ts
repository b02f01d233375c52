import { samePair } from '../../modules/pair/same-pair.ts'
import { blockinfile } from '../../modules/files/blockinfile.ts'
import { file } from '../../modules/files/file.ts'
import { template } from '../../modules/files/template.ts'
import { systemdUnit } from '../../modules/services/systemd-unit.ts'
import { Deferred, fact } from '../../src/plan/deferred.ts'
import type { Facts } from '../../src/plan/facts.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import { vipInterface } from '../pair-variables.ts'
import { agentPaths } from '../hooks/paths.ts'
import { configurationFile, optionsFile } from './paths.ts'
import { dropIn } from './unit.ts'
import type { KeepalivedVariables } from './variables.ts'

type Host = RoleHost<KeepalivedVariables>

function variables(host: Host) {
  const { vars } = host
  return {
    ...agentPaths,
    routerId: host.name,
    instance: `MYSQL_${vars.keepalived_virtual_router_id}`,
    interface: vipInterface(host),
    address: host.address,
    peerAddress: host.others[0]?.address ?? '',
    unicast: vars.keepalived_unicast,
    virtualRouterId: vars.keepalived_virtual_router_id,
    priority: vars.keepalived_priority ?? (host.position === 0 ? 100 : 90),
    advertisementIntervalSeconds: vars.keepalived_advertisement_interval_seconds,
    startupDelaySeconds: vars.keepalived_startup_delay_seconds,
    // A container may not lock memory or take a real-time priority.
    realTime: fact((facts) => !facts.container),
    vip: `${vars.vip.address}/${vars.vip.prefix}`,
  }
}

const ours = { owner: 'root', group: 'root', mode: '0644' }

/** keepalived.conf is checked by keepalived itself before it replaces the old one. */
export function configuration(host: Host) {
  const { keepalived_install: install, keepalived_prefix: prefix } = host.vars
  const { vars } = host
  const keepalived = install === 'source' ? `${prefix}/sbin/keepalived` : 'keepalived'
  const options = fact((facts: Facts) => `${optionsFile(facts.os.family).name}="-D -S 0"`)
  return [
    samePair('The VIP is the one of before', {
      stateFile: agentPaths.state,
      keepalivedFile: configurationFile,
      vip: `${vars.vip.address}/${vars.vip.prefix}`,
      virtualRouterId: vars.keepalived_virtual_router_id,
    }),
    file('/etc/keepalived exists', {
      path: '/etc/keepalived',
      state: 'directory',
      owner: 'root',
      group: 'root',
      mode: '0755',
    }),
    template('keepalived is configured', {
      src: 'keepalived/keepalived.conf.njk',
      dest: configurationFile,
      variables: variables(host),
      validate: `${keepalived} -t -f %s`,
      ...ours,
    }),
    blockinfile('keepalived logs to a facility of its own', {
      path: fact((facts) => optionsFile(facts.os.family).path),
      block: options,
      marker: '# {mark} playbook: options',
      create: true,
    }),
    systemdUnit('keepalived comes back after a crash', {
      name: 'keepalived.service.d/playbook.conf',
      content: new Deferred((live) =>
        dropIn(`${vars.vip.address}/${vars.vip.prefix}`, vipInterface(host).resolve(live)),
      ),
    }),
  ]
}
