import { InvalidArgumentError, Option, type Command } from 'commander'
import { rebuildMethods, type RebuildMethod } from '../mysql/rebuild-method.ts'
import { backupCommands } from './backup-commands.ts'
import { common, pairCommand, type Given, type Take } from './pair-command.ts'

function count(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value)
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999.')
}

const exitCodes = `
Exit codes: 0 all is well; 10 a warning; 11 critical; 5 no host could be reached; 2 bad usage or inventory.`

function statusCommand(words: readonly string[], take: Take): Command {
  return pairCommand('status', 'how the pair is: roles, VIP, replication, alerts')
    .option('-w, --watch', 'draw again every second, until Ctrl-C')
    .addHelpText('after', exitCodes)
    .action((given: Given & { watch?: true }) =>
      take({ kind: 'status', options: { ...common(given, words), watch: given.watch === true } }),
    )
}

function switchoverCommand(words: readonly string[], take: Take): Command {
  return pairCommand('switchover', 'let the other node lead, as planned')
    .option('--to <node>', 'the node that shall lead; by default the one that does not now')
    .option('-y, --yes', 'do not ask')
    .action((given: Given & { to?: string }) =>
      take({
        kind: 'switchover',
        options: { ...common(given, words), to: given.to, yes: given.yes === true },
      }),
    )
}

function rejoinCommand(words: readonly string[], take: Take): Command {
  return pairCommand('rejoin', 'bring a node back into the pair: explain, catch up or rebuild')
    .argument('<node>', 'the node that is out')
    .addOption(new Option('--method <method>', 'how its data is made anew').choices(rebuildMethods))
    .option(
      '--discard <gtids>',
      'throw away these transactions of its own, exactly as status shows them; "unknown": its server does not answer',
    )
    .option('-y, --yes', 'do not ask')
    .action((node: string, given: Given & { method?: RebuildMethod; discard?: string }) =>
      take({
        kind: 'rejoin',
        options: {
          ...common(given, words),
          node,
          method: given.method,
          discard: given.discard,
          yes: given.yes === true,
        },
      }),
    )
}

function drillCommand(words: readonly string[], take: Take): Command {
  return pairCommand('drill', 'break the pair on purpose, watch it survive, put it back')
    .argument('[names...]', 'which drills; by default all')
    .option('--list', 'list the drills, needs no inventory')
    .option('--restore', 'only undo what an interrupted drill has left')
    .option('-y, --yes', 'do not ask')
    .option('--rounds <n>', 'how often each', count, 1)
    .action((names: string[], given: Given & { list?: true; restore?: true; rounds: number }) => {
      if (given.list === true) return take({ kind: 'listDrills', options: { output: given.output } })
      return take({
        kind: 'drill',
        options: {
          ...common(given, words),
          names,
          restore: given.restore === true,
          yes: given.yes === true,
          rounds: given.rounds,
        },
      })
    })
}

/** The commands on a pair that is there already; `take` gets what was asked. */
export function pairCommands(words: readonly string[], take: Take): Command[] {
  return [statusCommand, switchoverCommand, rejoinCommand, drillCommand, ...backupCommands].map((make) =>
    make(words, take),
  )
}
