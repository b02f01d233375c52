import { InvalidArgumentError, Option, type Command } from 'commander'
import { common, pairCommand, type Given, type Take } from './pair-command.ts'
import type { RestoreOptions } from './pair-options.ts'

/** The same forms as the agent's program asks for: what is wrong is found here, before anything is connected. */
function matching(pattern: RegExp, complaint: string): (value: string) => string {
  return (value) => {
    if (pattern.test(value)) return value
    throw new InvalidArgumentError(complaint)
  }
}

const idOption = (what: string) =>
  new Option('--id <id>', what).argParser(
    matching(
      /^\d{4}-\d{2}-\d{2}T\d{6}-(?:full|incremental)$/,
      'It must look like 2026-11-30T015900-full; --list shows them.',
    ),
  )

function time(value: string): string {
  if (/(?:Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value))) return value
  throw new InvalidArgumentError('It must be a time with its zone, such as 2026-11-30T14:05:59+08:00.')
}

function backupCommand(words: readonly string[], take: Take): Command {
  return pairCommand('backup', 'make the backup that is due, on the node that is to make it')
    .option('--full', 'a full one, whatever the calendar says')
    .option('--node <node>', 'on this node, whichever should make it')
    .action((given: Given & { full?: true; node?: string }) =>
      take({
        kind: 'backup',
        options: { ...common(given, words), full: given.full === true, node: given.node },
      }),
    )
}

function verifyCommand(words: readonly string[], take: Take): Command {
  return pairCommand('verify', 'restore a backup for a trial, and record whether it can be')
    .option('--node <node>', 'on this node; by default the one with the newest backup')
    .addOption(idOption('this backup; by default the newest'))
    .action((given: Given & { node?: string; id?: string }) =>
      take({ kind: 'verify', options: { ...common(given, words), node: given.node, id: given.id } }),
    )
}

type GivenRestore = Given & {
  [Name in 'id' | 'until' | 'gtid' | 'only']?: string
} & { instead?: true; list?: true }

function restoreOptions(words: readonly string[], node: string, given: GivenRestore): RestoreOptions {
  return {
    ...common(given, words),
    node,
    instead: given.instead === true,
    id: given.id,
    until: given.until,
    gtid: given.gtid,
    only: given.only,
    list: given.list === true,
    yes: given.yes === true,
  }
}

function restoreCommand(words: readonly string[], take: Take): Command {
  const gtid = matching(/^[\w:.-]{1,100}$/, 'It must be the GTID of one transaction.')
  const only = matching(/^[^.\s]+(?:\.[^.\s]+)?$/, 'It must be SCHEMA or SCHEMA.TABLE.')
  return pairCommand('restore', "put a backup back: beside a node's server, or in its place")
    .argument('<node>', 'the node whose backups these are')
    .option('--list', 'show its backups, change nothing')
    .addOption(new Option('--instead', "in the place of the node's data").conflicts('only'))
    .addOption(idOption('this backup; by default the newest').conflicts(['until', 'gtid']))
    .addOption(
      new Option('--until <time>', 'all that was committed until then').argParser(time).conflicts('gtid'),
    )
    .addOption(new Option('--gtid <gtid>', 'all up to this transaction, and it').argParser(gtid))
    .addOption(new Option('--only <name>', 'only this schema, or SCHEMA.TABLE').argParser(only))
    .option('-y, --yes', 'do not ask')
    .action((node: string, given: GivenRestore) =>
      take({ kind: 'restore', options: restoreOptions(words, node, given) }),
    )
}

/** The commands on a pair's backups. */
export const backupCommands = [backupCommand, verifyCommand, restoreCommand] as const
