import { blockinfile } from '../../modules/files/blockinfile.ts'
import { packages } from '../../modules/packages/package.ts'
import { service } from '../../modules/services/service.ts'
import { systemdUnit } from '../../modules/services/systemd-unit.ts'
import { timeSource } from '../../modules/system/clock.ts'
import { fact } from '../../src/plan/deferred.ts'
import type { Facts } from '../../src/plan/facts.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import type { CommonVariables } from './variables.ts'

/** Another time service is left alone; chrony is brought where there is none. */
const chrony = (facts: Facts) => facts.timeService === 'none' || facts.timeService === 'chrony'
const unitName = (facts: Facts) => (facts.os.family === 'debian' ? 'chrony' : 'chronyd')

// A container may not set the clock: there chronyd only watches it (-x).
const watchOnly = `[Unit]
ConditionCapability=

[Service]
Type=simple
ExecStart=
ExecStart=!/usr/sbin/chronyd -n -x
`

/** The clock follows a source, or the engineer is told that none can be reached. */
export function timeSynchronisation({ vars }: RoleHost<CommonVariables>) {
  const when = fact(chrony)
  const servers = vars.common_time_servers.map((server) => `server ${server} iburst`).join('\n')
  return [
    packages(
      'A time service is installed',
      { name: 'chrony', manager: fact((facts) => facts.packageManager) },
      { when },
    ),
    systemdUnit(
      'chrony runs in a container too',
      { name: fact((facts) => `${unitName(facts)}.service.d/container.conf`), content: watchOnly },
      { when: fact((facts) => chrony(facts) && facts.container) },
    ),
    blockinfile(
      'chrony asks the time servers of this site',
      {
        path: fact((facts) =>
          facts.os.family === 'debian' ? '/etc/chrony/chrony.conf' : '/etc/chrony.conf',
        ),
        block: servers,
        marker: '# {mark} playbook: time servers',
      },
      { when },
    ),
    service('The time service runs', { name: fact(unitName), state: 'started', enabled: true }, { when }),
    timeSource('The clock follows a source', {}),
  ]
}
