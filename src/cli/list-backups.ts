import { backupsOf, type Backup } from '../pair/backups.ts'
import { columns } from '../ui/columns.ts'
import { size } from '../ui/size.ts'
import type { ProcessIo } from './io.ts'
import { nodeOf } from './node-of.ts'
import { openPair } from './open-pair.ts'
import type { RestoreOptions } from './pair-options.ts'
import { tellOn } from './tell.ts'

/** Whether a backup was ever tried, in words. */
export function proofOf({ verified }: Backup): string {
  return verified === null ? 'never restored for a trial' : `${verified.result} ${verified.at}`
}

/** Shows the backups of a node, the newest last; locks nothing. Gives the exit code. */
export async function listBackups(options: RestoreOptions, io: ProcessIo): Promise<number> {
  const tell = tellOn(io, options.output)
  const pair = await openPair(options, io)
  try {
    const backups = await backupsOf(nodeOf(pair, options.node))
    const lines = columns(
      backups.map((one) => [one.id, one.tool, size(one.sizeBytes), `ended ${one.endedAt}`, proofOf(one)]),
    )
    backups.forEach((backup, index) => tell('backup', lines[index] ?? '', { backup }))
    if (backups.length === 0) tell('backups', `${options.node} has no backups`)
    return 0
  } finally {
    await pair.close()
  }
}
