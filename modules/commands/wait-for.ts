import { cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fileAt, type FileProbe, type FileResult, type ShellResult } from '../../src/values/probe.ts'
import type { ShellCommand } from '../../src/values/shell.ts'
import { sh } from '../../src/values/shell.ts'

interface Patience {
  /** Seconds until it counts as failed; 300 by default. */
  readonly timeout?: number
}

export type WaitForParams = Patience &
  (
    | {
        readonly port: number
        /** Absent: this host listens on the port. Given: a connection from this host to there succeeds. */
        readonly host?: string
        readonly state?: 'started' | 'stopped'
        readonly path?: never
        readonly command?: never
      }
    | {
        readonly path: string
        readonly state?: 'present' | 'absent'
        readonly port?: never
        readonly command?: never
      }
    /** A command that only looks, until it exits 0. */
    | {
        readonly command: ShellCommand
        readonly port?: never
        readonly path?: never
        readonly state?: never
      }
  )

type WaitForProbes = { readonly file?: FileProbe; readonly command?: ShellCommand }

interface WaitForResults {
  readonly file?: FileResult
  readonly command?: ShellResult
}

const cannotConnect = 125

/** Looks into the kernel's table of sockets (state 0A is LISTEN): no program has to be installed, nothing is connected. */
function listening(port: number): ShellCommand {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return sh`cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port=${`:${hex}`} '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }'`
}

/** POSIX sh cannot connect: bash can, else nc. */
function connects(host: string, port: number): ShellCommand {
  return sh`if command -v bash >/dev/null; then bash -c ${'exec 3<>"/dev/tcp/$0/$1"'} ${host} ${port}
elif command -v nc >/dev/null; then nc -z -w 5 -- ${host} ${port}
else exit ${cannotConnect}
fi`.timeout(5)
}

function subjectOf(params: WaitForParams): string {
  if (params.port === undefined) return params.path ?? params.command.script
  return params.host === undefined ? `port ${params.port}` : `${params.host} port ${params.port}`
}

function judgeCommand(
  { exitCode, timedOut, stderr }: ShellResult,
  params: WaitForParams,
): Finding<undefined> {
  const subject = subjectOf(params)
  if (params.port === undefined) {
    if (exitCode === 0) return ok(`${subject} succeeds`)
    const last = stderr.trim().split('\n').at(-1) ?? ''
    return differs(
      `${subject} ${timedOut ? 'does not answer' : `exits ${exitCode}`}${last && `: ${last}`}`,
      undefined,
    )
  }
  if (exitCode === cannotConnect)
    return cannotTell(`${subject}: neither bash nor nc is there to connect with`)
  const open = exitCode === 0
  const wanted = params.state !== 'stopped'
  const because = `${subject} ${open ? 'is open' : 'is not open'}`
  return open === wanted ? ok(because) : differs(because, undefined)
}

/** A guard that gives a thing time to become so (Ansible: wait_for). */
export const waitFor = defineModule({
  name: 'waitFor',
  probe(params: WaitForParams): WaitForProbes {
    if (params.path !== undefined) return { file: fileAt(params.path) }
    if (params.command !== undefined) return { command: params.command }
    const { host, port } = params
    return { command: host === undefined ? listening(port) : connects(host, port) }
  },
  judge({ file, command }: WaitForResults, params): Finding<undefined> {
    if (command !== undefined) return judgeCommand(command, params)
    const exists = file?.exists === true
    const because = `${subjectOf(params)} ${exists ? 'exists' : 'does not exist'}`
    return exists === (params.state !== 'absent') ? ok(because) : differs(because, undefined)
  },
  settleSeconds: ({ timeout = 300 }) => timeout,
})
