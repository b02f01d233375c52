import { Command, InvalidArgumentError, Option } from 'commander'
import { PlaybookError } from '../errors.ts'
import { outputKinds, type OutputKind } from '../ui/view.ts'
import type { RunOptions } from './options.ts'

/** What commander gives for a playbook. Lists are absent when the option was not given. */
interface Given {
  inventory?: string
  check?: true
  diff?: true
  limit?: string[]
  role?: string[]
  step?: string[]
  from?: string
  list?: true
  decision?: Map<string, string>
  acceptDefaults?: true
  ask?: true
  acceptNewHostKeys?: true
  output: OutputKind
  verbose: number
}

function commaList(value: string, before: string[] = []): string[] {
  const items = value.split(',').map((item) => item.trim())
  if (items.includes('')) throw new InvalidArgumentError('It holds an empty name.')
  return [...before, ...items]
}

function decision(value: string, before = new Map<string, string>()): Map<string, string> {
  const [key, answer] = /^([^=]+)=(.*)$/s.exec(value)?.slice(1) ?? []
  if (key === undefined || answer === undefined)
    throw new InvalidArgumentError('Write it as --decision KEY=VALUE.')
  if (before.has(key)) throw new InvalidArgumentError(`${key} is given twice.`)
  return before.set(key, answer)
}

/** `--output`, the same for every command that shows a run. */
export function outputOption(): Option {
  return new Option('--output <kind>', 'how progress is shown').choices(outputKinds).default('auto')
}

/** `-v`, `-vv`. */
export function verboseOption(): Option {
  return new Option('-v, --verbose', 'also show right steps and why; twice: what commands say')
    .default(0)
    .argParser((_value: string, before: number) => before + 1)
}

/** `--inventory`. Not made mandatory: commander would complain of its absence before it sees that it is misspelt. */
export function inventoryOption(): Option {
  return new Option('-i, --inventory <name>', 'folder below inventory/, or a path')
}

/** The inventory that must be given. */
export function requiredInventory({ inventory }: { inventory?: string }): string {
  if (inventory !== undefined) return inventory
  throw new PlaybookError('BadUsage', 'on which servers? --inventory is missing', {
    hint: 'Add --inventory NAME, where inventory/NAME is a folder here (or give its path).',
  })
}

/** The command of one playbook; `take` gets its options. */
export function playbookCommand(
  name: string,
  words: readonly string[],
  take: (options: RunOptions) => void,
): Command {
  return new Command(name)
    .addOption(inventoryOption())
    .option('--check', 'change nothing, tell what would change; exit 4 if anything would')
    .option('--diff', 'show what changes inside files and settings')
    .option('--limit <hosts>', 'change only these hosts or groups (comma separated)', commaList)
    .option('--role <roles>', 'only these roles (comma separated)', commaList)
    .option(
      '--step <step>',
      'only this step, by title or id (may be repeated)',
      (step: string, before: string[] = []) => [...before, step],
    )
    .option('--from <step>', 'begin at this step, by title or id')
    .option('--list', 'list the steps, connect to nothing')
    .option('--decision <key=value>', 'answer a decision (may be repeated)', decision)
    .option('--accept-defaults', 'take the default of every decision that is not answered')
    .option('--ask', 'ask answered decisions again')
    .option('--accept-new-host-keys', 'trust hosts whose key is not known yet')
    .addOption(outputOption())
    .addOption(verboseOption())
    .action((given: Given) => take(runOptions(name, words, given)))
}

function runOptions(playbook: string, words: readonly string[], given: Given): RunOptions {
  return {
    playbook,
    inventory: requiredInventory(given),
    mode: given.check === true ? 'check' : 'apply',
    diff: given.diff === true,
    limit: given.limit ?? [],
    roles: given.role ?? [],
    steps: given.step ?? [],
    from: given.from,
    list: given.list === true,
    decisions: given.decision ?? new Map<string, string>(),
    acceptDefaults: given.acceptDefaults === true,
    ask: given.ask === true,
    acceptNewHostKeys: given.acceptNewHostKeys === true,
    output: given.output,
    verbosity: given.verbose,
    arguments: words,
  }
}
