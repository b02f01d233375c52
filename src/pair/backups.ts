import { z } from 'zod'
import { mysqlha } from '../values/agent-command.ts'
import { PlaybookError } from '../errors.ts'
import { oneLine } from '../ui/printable.ts'
import { sh } from '../values/shell.ts'
import type { PairNode } from './node.ts'

// What is read here of a line of the index; the whole is described in agent/backup/record.ts.
const shape = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  kind: z.enum(['full', 'incremental']),
  tool: z.string(),
  endedAt: z.iso.datetime(),
  sizeBytes: z.number(),
  coordinates: z.object({ readAt: z.iso.datetime() }),
  verified: z.object({ at: z.iso.datetime(), result: z.enum(['proven', 'failed']) }).nullable(),
})

/** One backup, as its node's index tells. */
export type Backup = z.output<typeof shape>

/** The backups of a node, the newest last. Throws `NeedsNotMet` when it does not tell them. */
export async function backupsOf(node: PairNode): Promise<readonly Backup[]> {
  const { exitCode, stdout, stderr } = await node.root(sh`${mysqlha} backup list --json`)
  const said = oneLine(stderr.trim().split('\n').at(-1) ?? '')
  if (exitCode !== 0)
    throw new PlaybookError('NeedsNotMet', `${node.name} does not tell its backups: ${said}`, {
      hint: 'Backups are set up by: npx playbook site --inventory NAME',
    })
  try {
    return z.array(shape).parse(JSON.parse(stdout))
  } catch (cause) {
    throw new PlaybookError('NeedsNotMet', `${node.name} told something that is no list of backups`, {
      cause,
    })
  }
}
