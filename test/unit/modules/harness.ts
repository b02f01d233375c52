import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostConnection } from '../../../src/connect/connection.ts'
import { PlaybookError } from '../../../src/errors.ts'
import type { Diff } from '../../../src/plan/finding.ts'
import type { HostReader, HostWriter } from '../../../src/plan/host.ts'
import type { Step } from '../../../src/plan/step.ts'
import { applyStep } from '../../../src/run/apply.ts'
import { localFiles } from '../../../src/run/local.ts'
import { look, type ReadyStep, type Settled } from '../../../src/run/look.ts'
import type { Probe, ProbeResult, ShellResult, SqlResult } from '../../../src/values/probe.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'
import type { MysqlLogin, SqlStatement } from '../../../src/values/sql.ts'
import { lookAtFile, uploadHere, writeHere } from './local-files.ts'
import { runHere } from './local-shell.ts'

/** The part of a connection that modules are run through; a connection over SSH has it too. */
export type Target = Pick<HostConnection, 'probe' | 'writer' | keyof HostReader>

async function mustRun(command: ShellCommand, timeoutSeconds?: number): Promise<ShellResult> {
  const result = await runHere(command, timeoutSeconds)
  if (result.exitCode === 0) return result
  throw new PlaybookError('CommandFailed', `exit ${result.exitCode}: ${command.script}`, {
    details: result.stderr.trimEnd().split('\n').slice(-20),
  })
}

/** How statements reach a database that a test has started; without it every SQL probe answers "no server". */
export type SqlRunner = (login: MysqlLogin, statement: SqlStatement) => Promise<SqlResult>

const noServer: SqlRunner = async () => ({
  rows: [],
  error: { number: 0, message: 'no server' },
  timedOut: false,
})

/** This very machine as a host: everything runs as the test's own user in /bin/dash. */
export function thisMachine(sql: SqlRunner = noServer): Target {
  const rows = async (login: MysqlLogin, statement: SqlStatement): Promise<SqlResult['rows']> => {
    const result = await sql(login, statement)
    if (result.error !== undefined) throw new PlaybookError('SqlFailed', result.error.message)
    return result.rows
  }
  const reader: HostReader = {
    name: 'this-machine',
    test: async (command) => (await runHere(command)).exitCode === 0,
    capture: async (command) => (await mustRun(command)).stdout.replace(/\n$/, ''),
    readFile: (path) => readFile(path),
    rows: async (login, statement) => [...(await rows(login, statement))],
  }
  const writer: HostWriter = {
    ...reader,
    run: (command) => mustRun(command),
    execute: async (login, statement) => void (await rows(login, statement)),
    writeFile: writeHere,
    upload: uploadHere,
    job: (command) => mustRun(command, 600),
    progress: () => undefined,
  }
  const answer = (probe: Probe): Promise<ProbeResult> => {
    if (probe.kind === 'shell') return runHere(probe)
    if (probe.kind === 'file') return lookAtFile(probe)
    return sql(probe.login, probe.statement)
  }
  return { ...reader, probe: (probes) => Promise.all(probes.map(answer)), writer: () => writer }
}

export interface Outcome {
  readonly changed: boolean
  /** Why it changed, or why it was right. */
  readonly because: string
  readonly diff?: Diff
  readonly value?: string
}

async function ready(step: Step, localDirectory: string): Promise<ReadyStep> {
  const prepared = await step.module.prepare?.(step.params ?? {}, localFiles(localDirectory))
  const planned = { id: `test/test/${step.title}@host`, host: 'host', role: 'test', step }
  const probes = step.module.probe(step.params, prepared)
  return { planned, params: step.params, prepared, probes }
}

/** Prepares, probes and judges a step whose parameters are all plain. */
export async function lookOnly(target: Target, step: Step, localDirectory = process.cwd()): Promise<Settled> {
  return look(target as HostConnection, await ready(step, localDirectory))
}

/** Makes a step true as the runner does: look, apply, look again. Throws what the runner would show. */
export async function converge(target: Target, step: Step, localDirectory = process.cwd()): Promise<Outcome> {
  const prepared = await ready(step, localDirectory)
  const connection = target as HostConnection
  const finding = await look(connection, prepared)
  const valueOf = (found: { value?: string }): { value?: string } =>
    found.value === undefined ? {} : { value: found.value }
  if (finding.kind === 'ok') return { changed: false, because: finding.because, ...valueOf(finding) }
  if (finding.kind === 'cannotTell') throw new PlaybookError('StepFailed', finding.because)
  const writer = target.writer({
    run: 'test',
    step: prepared.planned.id,
    progress: () => undefined,
    jobStarted: async () => undefined,
    jobEnded: async () => undefined,
  })
  const after = await applyStep(connection, writer, prepared, finding)
  const diff = finding.diff === undefined ? {} : { diff: finding.diff }
  return { changed: true, because: finding.because, ...diff, ...valueOf(after) }
}

/** A directory of this machine that is gone when the work is done. */
export async function withScratch<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'playbook-modules-'))
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
