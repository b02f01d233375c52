import { service } from '../../modules/services/service.ts'
import { defineRole, phase } from '../../src/plan/role.ts'
import { failover, onDivergence, semisyncPolicy, semisyncTimeout } from '../decisions.ts'
import { secretKeys } from '../mysql/login.ts'
import { pairProblems } from '../pair-variables.ts'
import { program, settings, watching } from './files.ts'
import { agentService } from './service.ts'
import { clusterKey } from './settings.ts'
import { hooksVariables } from './variables.ts'

/** The agent on each node: installed and running, forming; it owns the node's role once it is adopted. */
export const hooks = defineRole({
  name: 'hooks',
  description: 'the agent: health check, roles, fencing, logs',
  variables: hooksVariables,
  check: pairProblems,
  decisions: [failover, onDivergence, semisyncPolicy, semisyncTimeout],
  secrets: [
    { key: clusterKey, length: 64, alphabet: 'hexadecimal' },
    { key: secretKeys.agent, length: 24 },
    { key: secretKeys.replication, length: 24 },
  ],
  needs: () => ({ mysql: () => [service('MySQL is running', { name: 'mysqld', state: 'started' })] }),
  phases: (context) => [
    phase('program', (host) => [...watching(host), ...program(host), ...settings(host, context)]),
    phase('service', agentService),
  ],
})
