import { hostname } from 'node:os'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiledCryptoInUse } from '../connect/crypto.ts'
import { inputDigests } from '../journal/inputs.ts'
import { newRunId, openJournal } from '../journal/journal.ts'
import { lockRun } from '../journal/run-lock.ts'
import { localKey } from '../journal/local-key.ts'
import type { Plan } from '../plan/plan.ts'
import type { RunEvent } from '../run/events.ts'
import { execute, preparePlan } from '../run/execute.ts'
import { localFiles } from '../run/local.ts'
import { openReport } from '../ui/report.ts'
import { ensureAgentBuilt } from './built-agent.ts'
import { wantsColours, type CliIo } from './io.ts'
import { listPlan } from './list-plan.ts'
import { openerFor, whoIsTyping } from './opener.ts'
import type { RunOptions } from './options.ts'
import { planRun, type PlannedRun } from './plan-run.ts'
import { projectDirectory } from './playbooks.ts'
import { failuresOf, resumeCheck, type Resumption } from './resumption.ts'

function versionOfProject(): string {
  const text = readFileSync(join(projectDirectory, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function phasesOf(plan: Plan) {
  return plan.phases.map(({ stage, role, name, steps }) => ({
    stage,
    role,
    name,
    steps: [...steps.values()].reduce((sum, list) => sum + list.length, 0),
  }))
}

/** Runs what was planned, as a new run or as the continuation of one; gives the exit code. */
async function carryOut(
  options: RunOptions,
  io: CliIo,
  planned: PlannedRun,
  resumption: Resumption | undefined,
): Promise<number> {
  const { workingDirectory, stdout, stderr, stopping } = io
  const { inventory, plan, decisions, playbook } = planned
  const inputs = await inputDigests(projectDirectory, inventory.directory)
  resumeCheck(resumption, { inputs, decisions }, stderr)
  await ensureAgentBuilt(workingDirectory, inputs)
  const prepared = await preparePlan(plan, localFiles(workingDirectory, projectDirectory))
  const run = resumption?.run.id ?? newRunId(new Date(), Math.random)
  const who = whoIsTyping(hostname())
  const release = lockRun(workingDirectory, run)
  const journal = openJournal(workingDirectory, run)
  const { verbosity, diff } = options
  if (!compiledCryptoInUse())
    stderr.write(
      'Note: ssh2 runs without its compiled ciphers: uploads take twice as long (npm rebuild ssh2).\n',
    )
  const report = await openReport({
    kind: options.output,
    detail: { verbosity, diff },
    stdout,
    stderr,
    colours: wantsColours(io),
    stopping,
    now: () => new Date(),
  })
  const emit = async (event: RunEvent): Promise<void> => {
    await journal.append(event)
    await report.event(event)
  }
  try {
    await emit({
      kind: 'runStarted',
      run,
      playbook: playbook.name,
      inventory: inventory.name,
      mode: options.mode,
      arguments: options.arguments,
      inputs,
      version: versionOfProject(),
      who,
      hosts: plan.hosts,
      phases: phasesOf(plan),
      resumes: resumption !== undefined,
    })
    for (const [key, value] of decisions) await emit({ kind: 'decision', key, value })
    const ended = await execute({
      plan,
      run,
      mode: options.mode,
      opener: openerFor({
        ...planned,
        acceptNewHostKeys: options.acceptNewHostKeys,
        changes: new Set(plan.phases.flatMap((phase) => [...phase.steps.keys()])),
        holder: options.mode === 'check' ? undefined : { run, who, playbook: playbook.name },
      }),
      prepared,
      key: localKey(workingDirectory),
      failures: failuresOf(resumption),
      emit,
      signal: stopping,
    })
    return ended.exitCode
  } finally {
    await report.end({ log: journal.file })
    journal.close()
    release()
  }
}

/** Runs a playbook as the options say and shows it; gives the exit code. */
export async function runPlaybook(options: RunOptions, io: CliIo, resumption?: Resumption): Promise<number> {
  const planned = await planRun(options, io)
  if (options.list) {
    listPlan(planned.plan, io.stdout)
    return 0
  }
  return carryOut(options, io, planned, resumption)
}
