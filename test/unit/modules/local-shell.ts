import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ShellResult } from '../../../src/values/probe.ts'
import { Secret } from '../../../src/values/secret.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'

const mostOutputBytes = 1048576

function cut(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).subarray(0, mostOutputBytes).toString('utf8')
}

/** Runs a command in this machine's own dash, as the elevated shell of a host does: umask 077, closed or given input. */
export async function runHere(
  command: ShellCommand,
  timeoutSeconds = command.timeoutSeconds,
): Promise<ShellResult> {
  const child = spawn('/bin/dash', ['-c', `umask 077\n${command.script}`], {
    detached: true,
    env: { ...process.env, LC_ALL: 'C' },
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // A command that does not read its input closes it early: no error of ours.
  child.stdin.on('error', () => undefined)
  const stdin = command.stdin instanceof Secret ? command.stdin.reveal() : command.stdin
  child.stdin.end(stdin ?? '')
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, timeoutSeconds * 1000)
  const [exitCode] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  const truncated = [out, err].some((chunks) => Buffer.concat(chunks).length > mostOutputBytes)
  return { exitCode: exitCode ?? -1, stdout: cut(out), stderr: cut(err), timedOut, truncated }
}
