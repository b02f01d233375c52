import { template } from '../../modules/files/template.ts'
import { evidenceLines } from '../../modules/services/configuration-evidence.ts'
import { service } from '../../modules/services/service.ts'
import { serviceCurrent } from '../../modules/services/service-current.ts'
import { systemdUnit } from '../../modules/services/systemd-unit.ts'

const name = 'rsyslog'
const rule = '/etc/rsyslog.d/10-keepalived.conf'
const ours = { owner: 'root', group: 'root', mode: '0644' }

/** keepalived's log gets a file of its own, rotated. The log daemon is there already on most hosts, and reads a new rule at its start alone. */
export function logging(logFile: string) {
  return [
    template('Its log has a file', {
      src: 'keepalived/rsyslog.conf.njk',
      dest: rule,
      variables: { logFile },
      ...ours,
    }),
    template('Its log is rotated', {
      src: 'keepalived/logrotate.conf.njk',
      dest: '/etc/logrotate.d/playbook-keepalived',
      variables: { logFile },
      ...ours,
    }),
    systemdUnit('The log daemon writes down what it runs with', {
      name: `${name}.service.d/playbook.conf`,
      content: `# Written by playbook (role keepalived).\n[Service]\n${evidenceLines(name, [rule], { optional: true })}`,
    }),
    service('The log daemon is running', { name, state: 'started', enabled: true }),
    serviceCurrent('The log daemon runs with its current configuration', { name, files: [rule] }),
  ]
}
