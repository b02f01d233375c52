import { PlaybookError } from '../errors.ts'
import { readRun, unfinishedRun } from '../journal/read.ts'
import { loadInventory } from '../inventory/load.ts'
import { quoteWord } from '../values/shell.ts'
import type { CliIo } from './io.ts'
import type { ResumeOptions, RunOptions } from './options.ts'
import { parseCommandLine } from './parse.ts'
import { runnable } from './playbooks.ts'

/** The options with which a run was started, shown as this resume asks for. */
function optionsOf(words: readonly string[], { output, verbosity }: ResumeOptions): RunOptions {
  const command = parseCommandLine(words, runnable(words))
  if (command.kind !== 'run')
    throw new PlaybookError('ResumeRefused', `the run was started by other words: ${words.join(' ')}`)
  // What was answered then is recorded: the words must not answer again what the customer has changed since.
  return { ...command.options, decisions: new Map(), ask: false, output, verbosity }
}

/** Goes on with an unfinished run: same arguments, same answers, every step looked at again. Gives the exit code. */
export async function resumeRun(options: ResumeOptions, io: CliIo): Promise<number> {
  const { name } = await loadInventory(options.inventory)
  const run =
    options.run === undefined
      ? unfinishedRun(io.workingDirectory, name)
      : readRun(io.workingDirectory, options.run)
  if (!run) {
    io.stderr.write(`Nothing to resume on ${name}: the last run there finished.\n`)
    return 0
  }
  if (run.started.inventory !== name)
    throw new PlaybookError(
      'ResumeRefused',
      `run ${run.id} was on ${run.started.inventory}, not on ${name}`,
      {
        hint: `npx playbook resume --inventory ${quoteWord(run.started.inventory)} ${run.id}`,
      },
    )
  if (run.started.mode === 'check' || run.ended?.outcome === 'done')
    throw new PlaybookError('ResumeRefused', `run ${run.id} has nothing left to do`)
  const { runPlaybook } = await import('./run-playbook.ts')
  return runPlaybook(optionsOf(run.started.arguments, options), io, { run })
}
