import { blockinfile } from '../../modules/files/blockinfile.ts'
import { file } from '../../modules/files/file.ts'
import { packages } from '../../modules/packages/package.ts'
import { alike, hardware } from '../../modules/system/alike.ts'
import { clockOffset, clocksAgree } from '../../modules/system/clock.ts'
import { hostname } from '../../modules/system/hostname.ts'
import { limits } from '../../modules/system/limits.ts'
import { sysctl } from '../../modules/system/sysctl.ts'
import { fact, from } from '../../src/plan/deferred.ts'
import type { Facts } from '../../src/plan/facts.ts'
import { defineRole, phase, type RoleHost } from '../../src/plan/role.ts'
import { agentRuntime } from './runtime.ts'
import { hostKeysKnown, keyExchange, keysPublished } from './ssh-trust.ts'
import { timeSynchronisation } from './time.ts'
import { commonVariables, type CommonVariables } from './variables.ts'

type Host = RoleHost<CommonVariables>

const hardwareOf = fact((facts: Facts) => ({
  processors: facts.processors,
  processorModel: facts.processorModel,
  memoryBytes: facts.memoryBytes,
  system: facts.os.name,
}))

function survey() {
  return [
    hardware('The hardware is known', hardwareOf, { publish: 'hardware' }),
    clockOffset(
      'The clock has been compared',
      { offset: fact((facts) => facts.clockOffsetSeconds) },
      { publish: 'clock' },
    ),
  ]
}

function comparison({ others }: Host) {
  const of = (name: string) => others.map((other) => ({ other: other.name, value: from(other.name, name) }))
  return [
    alike('The servers are of one kind', {
      mine: hardwareOf,
      others: of('hardware').map(({ other, value }) => ({ name: other, hardware: value })),
    }),
    clocksAgree('The clocks agree', {
      mine: fact((facts) => facts.clockOffsetSeconds),
      others: of('clock').map(({ other, value }) => ({ name: other, offset: value })),
    }),
  ]
}

function names(host: Host) {
  const lines = [host, ...host.others]
    .sort((a, b) => a.position - b.position)
    .map(({ address, name }) => `${address} ${name}`)
  return [
    ...(host.vars.common_hostname === undefined
      ? []
      : [hostname('The host has its name', { name: host.vars.common_hostname })]),
    blockinfile('/etc/hosts knows both nodes', {
      path: '/etc/hosts',
      block: lines.join('\n'),
      marker: '# {mark} playbook: the pair',
    }),
  ]
}

function system({ vars }: Host) {
  const container = fact((facts: Facts) => facts.container)
  return [
    packages(
      'The packages that administration needs are installed',
      {
        name: ['openssl', 'iputils-arping', 'logrotate', ...vars.common_packages],
        manager: fact((facts) => facts.packageManager),
      },
      { when: fact((facts) => facts.os.family === 'debian') },
    ),
    ...vars.common_directories.map((path) =>
      file(`${path} exists`, { path, state: 'directory', owner: 'root', group: 'root', mode: '0755' }),
    ),
    sysctl('The kernel swaps only in need', {
      name: 'vm.swappiness',
      value: vars.common_swappiness,
      container,
    }),
    sysctl('Dead connections are noticed', { name: 'net.ipv4.tcp_keepalive_time', value: 120, container }),
    sysctl('The accept queue is long', { name: 'net.core.somaxconn', value: 4096, container }),
    sysctl('A secondary address survives its primary', {
      name: 'net.ipv4.conf.all.promote_secondaries',
      value: 1,
      container,
    }),
    limits('mysql may open files', { domain: 'mysql', type: '-', item: 'nofile', value: 65535 }),
    limits('mysql may start threads', { domain: 'mysql', type: '-', item: 'nproc', value: 65535 }),
  ]
}

/** Two servers that know each other: names, clocks, keys, kernel, packages and the agent's runtime. */
export const common = defineRole({
  name: 'common',
  description: 'names, clocks, mutual SSH trust, kernel settings, packages, the agent’s runtime',
  variables: commonVariables,
  phases: () => [
    phase('survey', survey),
    phase('comparison', comparison),
    phase('runtime', agentRuntime),
    phase('system', (host: Host) => [...names(host), ...system(host), ...timeSynchronisation(host)]),
    phase('keys', keysPublished),
    phase('trust', (host: Host) => [...keyExchange(host), ...hostKeysKnown(host)]),
  ],
})
