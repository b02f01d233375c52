import { mysqlha } from '../../src/values/agent-command.ts'
/** What the agent has on a host. keepalived watches `verdict` and rings through `fifo`. */
export const agentPaths = {
  bundle: '/opt/mysqlha/mysqlha.cjs',
  command: mysqlha,
  settingsFile: '/etc/mysqlha/agent.json',
  backupSettingsFile: '/etc/mysqlha/backup.json',
  clientFile: '/etc/mysqlha/client.cnf',
  stopScript: '/usr/libexec/mysqlha/agent-stopped',
  freshnessCheck: '/usr/libexec/mysqlha/verdict-fresh',
  runDirectory: '/run/mysqlha',
  fifo: '/run/mysqlha/vrrp.fifo',
  verdict: '/run/mysqlha/verdict',
  fresh: '/run/mysqlha/fresh',
  status: '/run/mysqlha/status.json',
  pidFile: '/run/mysqlha/agent.pid',
  backupLock: '/run/mysqlha/backup.lock',
  stateDirectory: '/var/lib/mysqlha',
  state: '/var/lib/mysqlha/state.json',
  logDirectory: '/var/log/mysqlha',
} as const

/** The unit of the agent. */
export const agentUnit = 'mysqlha-agent.service'

/** Where the runner keeps the agent, bundled into one file; it is made anew when its sources change. */
export const builtAgent = '.playbook/build/mysqlha.cjs'
