import { defineModule } from '../../src/plan/module.ts'
import type { ShellCommand } from '../../src/values/shell.ts'
import { checkFileParams } from '../files/check-params.ts'
import { digestOfWork, judgeProof, leaveProof, probeProof, type Proof, proofPaths } from './proof.ts'
import { runCommand, type RunParams } from './run-command.ts'

/** A shell command, and how we know that it has done its work. */
export type CommandParams = RunParams & { readonly cmd: ShellCommand } & Proof

function digestOf(params: CommandParams): string {
  return digestOfWork(params.cmd, params.inputs)
}

/** Runs a command once (Ansible: command and shell). */
export const command = defineModule({
  name: 'command',
  prepare: async (params: Partial<CommandParams>): Promise<void> =>
    checkFileParams({ chdir: params.chdir, ...proofPaths(params) }),
  probe: (params: CommandParams) => probeProof(params),
  judge: (results, params) => judgeProof(results, params, digestOf(params)),
  async apply(host, params) {
    await runCommand(host, params.cmd, params)
    await leaveProof(host, params, digestOf(params))
  },
})
