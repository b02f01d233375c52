import { mysqlha } from '../values/agent-command.ts'
import { exitCodes, PlaybookError } from '../errors.ts'
import { backupsOf } from '../pair/backups.ts'
import type { NodeLook } from '../pair/look.ts'
import { oneLine } from '../ui/printable.ts'
import { sh } from '../values/shell.ts'
import { whoAgrees } from './agreed.ts'
import { runOnNode, type JobEnd } from './backup-job.ts'
import type { CliIo } from './io.ts'
import { nodeOf } from './node-of.ts'
import { operate, type Worked } from './operate.ts'
import type { RestoreOptions } from './pair-options.ts'
import { explainRestore, refuseWithoutBackup, restoreArguments } from './restore-words.ts'
import { tellOn, type Tell } from './tell.ts'

/** Puts a backup back on the node that has it: explains, asks, and follows what the node does. Gives the exit code. */
export async function restore(options: RestoreOptions, io: CliIo): Promise<number> {
  const tell = tellOn(io, options.output)
  return operate('restore', options, io, async (pair, operation) => {
    const node = nodeOf(pair, options.node)
    const agree = whoAgrees(options, pair.questioner, 'a restore')
    const look = await node.status()
    refuseWrongNode(options, look)
    const backups = await backupsOf(node)
    refuseWithoutBackup(backups, options)
    const place = { datadir: pair.variables.mysql_datadir, role: look.status?.role ?? '' }
    for (const line of explainRestore(backups, options, place)) tell('plan', line)
    const question = options.instead ? `Replace the data of ${node.name}?` : `Restore on ${node.name}?`
    if (!(await agree(question))) return { exitCode: exitCodes.Stopped, summary: 'nothing was touched' }
    const command = sh`${mysqlha} backup restore ${restoreArguments(options)}`
    const end = await runOnNode(node, command, { operation, stopping: io.stopping, tell })
    return outcome(end, node.name, tell)
  })
}

/** Throws before anything is asked: the primary's data are never replaced, and nobody but the agent knows who that is. */
function refuseWrongNode({ node, instead }: RestoreOptions, look: NodeLook): void {
  if (!look.reached) throw new PlaybookError('Unreachable', oneLine(`${node}: ${look.because}`))
  if (!instead) return
  if (look.status === undefined)
    throw new PlaybookError('NeedsNotMet', oneLine(`${node}: ${look.because}`), {
      hint: 'Its agent must say that the node is not the primary.',
    })
  if (look.status.role === 'PRIMARY')
    throw new PlaybookError('NeedsNotMet', `${node} is the primary: its data are not replaced`, {
      hint: 'Let the other node lead first: npx playbook switchover. Or restore beside its server: without --instead.',
    })
}

function outcome(end: JobEnd, node: string, tell: Tell): Worked {
  if (end.kind === 'done') return { exitCode: 0, summary: end.lines.at(-1) ?? `restored on ${node}` }
  const summary = end.kind === 'failed' ? end.because : `stopped watching: the restore goes on on ${node}`
  tell(end.kind, summary)
  return { exitCode: end.kind === 'failed' ? exitCodes.StepFailed : exitCodes.Stopped, summary }
}
