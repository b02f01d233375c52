import { Command } from 'commander'
import type { OutputKind } from '../ui/view.ts'
import type { CliCommand } from './options.ts'
import type { PairOptions } from './pair-options.ts'
import { inventoryOption, outputOption, requiredInventory } from './run-command.ts'

/** Gets a command line, understood. */
export type Take = (command: CliCommand) => void

/** What commander gives for the options that all these commands have. */
export interface Given {
  inventory?: string
  output: OutputKind
  acceptNewHostKeys?: true
  yes?: true
}

/** A command with the options that all of these have. */
export function pairCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(inventoryOption())
    .option('--accept-new-host-keys', 'trust hosts whose key is not known yet')
    .addOption(outputOption())
}

/** Those options, of one command line. */
export function common(given: Given, words: readonly string[]): PairOptions {
  return {
    inventory: requiredInventory(given),
    output: given.output,
    acceptNewHostKeys: given.acceptNewHostKeys === true,
    arguments: words,
  }
}
