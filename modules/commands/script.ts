import { createHash } from 'node:crypto'
import { PlaybookError } from '../../src/errors.ts'
import type { Local } from '../../src/plan/local.ts'
import { defineModule } from '../../src/plan/module.ts'
import type { Secret } from '../../src/values/secret.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'
import { checkFileParams, localParam } from '../files/check-params.ts'
import { digestOfWork, judgeProof, leaveProof, probeProof, type Proof, proofPaths } from './proof.ts'
import { runCommand, type RunParams } from './run-command.ts'

/** A script of this machine (known before the run), what runs it, and how we know that it has done its work. */
export type ScriptParams = RunParams & {
  readonly src: string
  readonly args?: readonly (string | number)[]
  /** The interpreter; `/bin/sh` by default. */
  readonly executable?: string
  readonly stdin?: string | Secret
} & Proof

interface Script {
  readonly content: Buffer
  readonly sha256: string
}

const folder = '/run/playbook/scripts'

function invocation(
  params: ScriptParams,
  script: Script | undefined,
): { command: ShellCommand; path: string } {
  const { src, args = [], executable = '/bin/sh', stdin } = params
  if (script === undefined)
    throw new PlaybookError('BadPlan', `src: ${src} must be known before the run: it may not be deferred`)
  const path = `${folder}/${script.sha256}`
  const command = sh`${executable} ${path} ${args}`
  return { command: stdin === undefined ? command : command.input(stdin), path }
}

/** Copies a script to the host and runs it once (Ansible: script). */
export const script = defineModule({
  name: 'script',
  async prepare(params: Partial<ScriptParams>, local: Local): Promise<Script | undefined> {
    const { src, chdir, executable } = params
    checkFileParams({ chdir, executable, ...proofPaths(params) })
    if (src === undefined) return undefined
    const content = await localParam('src', local.readFile(src))
    return { content, sha256: createHash('sha256').update(content).digest('hex') }
  },
  probe: (params: ScriptParams) => probeProof(params),
  judge: (results, params, prepared) =>
    judgeProof(results, params, digestOfWork(invocation(params, prepared).command, params.inputs)),
  async apply(host, params, _drift, prepared) {
    const { command, path } = invocation(params, prepared)
    await host.run(sh`umask 077 && mkdir -p -- ${folder}`)
    await host.writeFile(path, prepared?.content ?? '', { mode: '0700' })
    await runCommand(host, command, params)
    await host.run(sh`rm -f -- ${path}`)
    await leaveProof(host, params, digestOfWork(command, params.inputs))
  },
})
