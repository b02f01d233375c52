import { copy } from '../../modules/files/copy.ts'
import { file } from '../../modules/files/file.ts'
import { runs } from '../../modules/commands/runs.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import { sh } from '../../src/values/shell.ts'
import type { CommonVariables } from './variables.ts'

/** Where the agent's Node.js lives on every host. */
export const nodeOnHost = '/opt/mysqlha/bin/node'

/** The agent's own Node.js, proven to run on this host before anything else is changed. */
export function agentRuntime({ vars }: RoleHost<CommonVariables>) {
  const runtime = vars.node_runtime ?? { path: process.execPath, sha256: undefined }
  return [
    file('/opt/mysqlha exists', {
      path: '/opt/mysqlha/bin',
      state: 'directory',
      owner: 'root',
      group: 'root',
      mode: '0755',
    }),
    copy('The agent’s runtime is there', {
      src: runtime.path,
      dest: nodeOnHost,
      owner: 'root',
      group: 'root',
      mode: '0755',
      ...(runtime.sha256 ? { sha256: runtime.sha256 } : {}),
    }),
    runs('The agent’s runtime runs here', {
      command: sh`${nodeOnHost} --version`,
      hint: 'This host needs another build of Node.js: name one in node_runtime (path and sha256).',
    }),
  ]
}
