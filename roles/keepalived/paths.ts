export const configurationFile = '/etc/keepalived/keepalived.conf'

/** Where the distribution's unit reads its options from, and under which name. */
export function optionsFile(family: string): { path: string; name: string } {
  return family === 'debian'
    ? { path: '/etc/default/keepalived', name: 'DAEMON_ARGS' }
    : { path: '/etc/sysconfig/keepalived', name: 'KEEPALIVED_OPTIONS' }
}
