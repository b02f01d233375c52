import { mysqlha } from '../values/agent-command.ts'
import { exitCodes, PlaybookError } from '../errors.ts'
import { backupsOf, type Backup } from '../pair/backups.ts'
import type { PairNode } from '../pair/node.ts'
import type { Pair } from '../pair/pair.ts'
import { oneLine } from '../ui/printable.ts'
import { sh } from '../values/shell.ts'
import { runOnNode } from './backup-job.ts'
import type { CliIo } from './io.ts'
import { nodeOf } from './node-of.ts'
import { operate } from './operate.ts'
import type { VerifyOptions } from './pair-options.ts'
import { tellOn } from './tell.ts'

/** Restores a backup for a trial on its node. Gives the exit code: 1 for a backup that cannot be restored. */
export async function verify(options: VerifyOptions, io: CliIo): Promise<number> {
  const tell = tellOn(io, options.output)
  return operate('verify', options, io, async (pair, operation) => {
    const node = await nodeFor(pair, options, (line) => tell('node', line))
    tell('node', `${node.name}:`, { node: node.name })
    const words = options.id === undefined ? [] : ['--id', options.id]
    const command = sh`${mysqlha} backup verify ${words}`
    const end = await runOnNode(node, command, { operation, stopping: io.stopping, tell })
    if (end.kind === 'stopped') {
      const summary = `stopped watching: the trial restore goes on on ${node.name}`
      tell('stopped', summary)
      return { exitCode: exitCodes.Stopped, summary }
    }
    if (end.kind === 'failed') {
      tell('failed', end.because)
      return { exitCode: exitCodes.StepFailed, summary: end.because }
    }
    return { exitCode: 0, summary: `${node.name}: ${end.lines.at(-1) ?? 'verified'}` }
  })
}

/** The node that is named, or the one that has what is to be verified. Throws `NeedsNotMet` when neither has it. */
async function nodeFor(
  pair: Pair,
  { node: name, id }: VerifyOptions,
  tell: (line: string) => void,
): Promise<PairNode> {
  if (name !== undefined) return nodeOf(pair, name)
  const found = await Promise.all(
    pair.nodes.map(async (node) => ({ node, backups: await backupsIfAny(node, tell) })),
  )
  const [chosen] = found
    .map(({ node, backups }) => ({ node, backup: wanted(backups, id) }))
    .filter((one): one is { node: PairNode; backup: Backup } => one.backup !== undefined)
    .sort((a, b) => Date.parse(b.backup.endedAt) - Date.parse(a.backup.endedAt))
  if (chosen !== undefined) return chosen.node
  throw new PlaybookError(
    'NeedsNotMet',
    id === undefined ? 'no node has a backup' : `no node has a backup ${id}`,
    { hint: 'See: npx playbook restore NODE --list --inventory NAME' },
  )
}

function wanted(backups: readonly Backup[], id: string | undefined): Backup | undefined {
  return id === undefined ? backups.at(-1) : backups.find((backup) => backup.id === id)
}

async function backupsIfAny(node: PairNode, tell: (line: string) => void): Promise<readonly Backup[]> {
  try {
    return await backupsOf(node)
  } catch (error) {
    if (!(error instanceof PlaybookError) || !['NeedsNotMet', 'Unreachable'].includes(error.code)) throw error
    tell(oneLine(error.message))
    return []
  }
}
