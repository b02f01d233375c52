import { mysqlha } from '../values/agent-command.ts'
import { exitCodes, PlaybookError } from '../errors.ts'
import type { PairNode } from '../pair/node.ts'
import { oneLine } from '../ui/printable.ts'
import { sh } from '../values/shell.ts'
import { runOnNode, type JobEnd } from './backup-job.ts'
import type { CliIo } from './io.ts'
import { nodeOf } from './node-of.ts'
import { operate, type Worked } from './operate.ts'
import type { BackupOptions } from './pair-options.ts'
import { tellOn } from './tell.ts'

/** What the program on a node says when the other one makes the backups. */
const notHere = /^no backup here: /

/** Makes the backup that is due: on the node that is named, or on the one that finds itself to be the one. Gives the exit code. */
export async function backUp(options: BackupOptions, io: CliIo): Promise<number> {
  const tell = tellOn(io, options.output)
  const { full, node: name } = options
  const words = [...(full ? ['--full'] : []), ...(name === undefined ? [] : ['--here'])]
  return operate('backup', options, io, async (pair, operation) => {
    const nodes = name === undefined ? pair.nodes : [nodeOf(pair, name)]
    const ends: JobEnd[] = []
    for (const node of nodes) {
      tell('node', `${node.name}:`, { node: node.name })
      const command = sh`${mysqlha} backup run ${words}`
      const end = await endOf(node, () =>
        runOnNode(node, command, { operation, stopping: io.stopping, tell }),
      )
      if (end.kind === 'failed') tell('failed', `  ${end.because}`, { node: node.name })
      ends.push(end)
      if (end.kind === 'stopped') break
    }
    const worked = summaryOf(ends, nodes)
    tell(worked.exitCode === 0 ? 'done' : 'failed', worked.summary)
    return worked
  })
}

/** A node that cannot be reached is no reason to leave the other one without a backup. */
async function endOf(node: PairNode, work: () => Promise<JobEnd>): Promise<JobEnd> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PlaybookError) || error.code !== 'Unreachable') throw error
    return { kind: 'failed', because: oneLine(`${node.name}: ${error.message}`) }
  }
}

/** What several nodes' answers come to. */
export function summaryOf(ends: readonly JobEnd[], nodes: readonly { readonly name: string }[]): Worked {
  if (ends.some(({ kind }) => kind === 'stopped'))
    return { exitCode: exitCodes.Stopped, summary: 'stopped watching: the backup goes on on its node' }
  const failed = ends.find((end) => end.kind === 'failed')
  const made = ends.findIndex((end) => end.kind === 'done' && !end.lines.some((line) => notHere.test(line)))
  if (made >= 0) {
    const summary = `the backup was made on ${nodes[made]?.name ?? ''}`
    return failed === undefined
      ? { exitCode: 0, summary }
      : { exitCode: exitCodes.StepFailed, summary: `${summary}; and: ${failed.because}` }
  }
  return failed === undefined
    ? { exitCode: exitCodes.NeedsNotMet, summary: 'no backup was made: neither node is the one to make it' }
    : { exitCode: exitCodes.StepFailed, summary: `no backup was made: ${failed.because}` }
}
