import { Command, CommanderError } from 'commander'
import { PlaybookError } from '../errors.ts'
import type { OutputKind } from '../ui/view.ts'
import type { CliCommand, RunOptions } from './options.ts'
import { pairCommands } from './pair-commands.ts'
import {
  inventoryOption,
  outputOption,
  playbookCommand,
  requiredInventory,
  verboseOption,
} from './run-command.ts'

type Take = (command: CliCommand) => void

function resumeCommand(take: Take): Command {
  return new Command('resume')
    .description('go on with the newest unfinished run of an inventory')
    .argument('[run]', 'id of the run')
    .addOption(inventoryOption())
    .addOption(outputOption())
    .addOption(verboseOption())
    .action((run: string | undefined, given: { inventory?: string; output: OutputKind; verbose: number }) =>
      take({
        kind: 'resume',
        options: { run, inventory: requiredInventory(given), output: given.output, verbosity: given.verbose },
      }),
    )
}

function runsCommand(take: Take): Command {
  const show = new Command('show')
    .description('replay one run')
    .argument('<run>', 'id of the run')
    .option('--diff', 'show what changed inside files and settings')
    .addOption(outputOption())
    .addOption(verboseOption())
    .action((run: string, given: { diff?: true; output: OutputKind; verbose: number }) =>
      take({
        kind: 'showRun',
        options: { run, output: given.output, verbosity: given.verbose, diff: given.diff === true },
      }),
    )
  return new Command('runs')
    .description('list the runs of this working directory')
    .option('-i, --inventory <name>', 'only the runs of this inventory')
    .addOption(outputOption())
    .action((given: { inventory?: string; output: OutputKind }) =>
      take({ kind: 'runs', options: { inventory: given.inventory, output: given.output } }),
    )
    .addCommand(show)
    .enablePositionalOptions()
}

/** Errors are thrown, help is caught, in the command and all below it. */
function quiet(command: Command, write: (text: string) => void): Command {
  command.exitOverride().configureOutput({ writeOut: write, writeErr: () => undefined })
  for (const child of command.commands) quiet(child, write)
  return command
}

function badUsage(error: CommanderError): PlaybookError {
  const [message = '', ...hints] = error.message.replace(/^error: /, '').split('\n')
  const hint = hints.join(' ').replace(/^\((.*)\)$/, '$1')
  return new PlaybookError('BadUsage', message, {
    hint: hint === '' ? 'See: npx playbook --help' : hint,
    cause: error,
  })
}

/**
 * Understands a command line. Throws `BadUsage`, with a suggestion where a word is nearly right.
 * `playbooks` are the names that can be run.
 */
export function parseCommandLine(words: readonly string[], playbooks: readonly string[]): CliCommand {
  // What follows `lab` is the lab's own business.
  if (words[0] === 'lab') return { kind: 'lab', arguments: words.slice(1) }
  let result: CliCommand | undefined
  let help = ''
  const take: Take = (command) => {
    result = command
  }
  // Positional: what follows a command belongs to that command, in `runs show` too.
  const program = new Command('playbook').enablePositionalOptions()
  for (const name of playbooks)
    program.addCommand(playbookCommand(name, words, (options) => take({ kind: 'run', options })))
  for (const command of pairCommands(words, take)) program.addCommand(command)
  program.addCommand(resumeCommand(take)).addCommand(runsCommand(take))
  program.addCommand(new Command('lab').description('the test hosts'))
  quiet(program, (text) => {
    help += text
  })
  try {
    program.parse(words, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (!error.code.startsWith('commander.help')) throw badUsage(error)
  }
  return result ?? { kind: 'help', text: help }
}

/** The options of a playbook's run from the words its journal has kept. */
export function parseRunArguments(words: readonly string[], playbooks: readonly string[]): RunOptions {
  const command = parseCommandLine(words, playbooks)
  if (command.kind === 'run') return command.options
  throw new PlaybookError('ResumeRefused', `"${words.join(' ')}" is not the command line of a playbook`)
}
