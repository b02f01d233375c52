import { PlaybookError } from '../errors.ts'
import type { Backup } from '../pair/backups.ts'
import { didYouMean } from '../values/suggest.ts'
import { proofOf } from './list-backups.ts'
import type { RestoreOptions, RestoreTarget } from './pair-options.ts'

type Wish = RestoreTarget & Pick<RestoreOptions, 'node' | 'instead' | 'only'>

/** The words of the program on the node. */
export function restoreArguments({ instead, id, until, gtid, only }: Wish): string[] {
  const given = (option: string, value: string | undefined) => (value === undefined ? [] : [option, value])
  return [
    ...(instead ? ['--instead'] : []),
    ...given('--id', id),
    ...given('--until', until),
    ...given('--gtid', gtid),
    ...given('--only', only),
  ]
}

/** Throws `NeedsNotMet` when the node has nothing from which that could be restored. */
export function refuseWithoutBackup(backups: readonly Backup[], { node, id, until }: Wish): void {
  const [oldest] = backups
  if (oldest === undefined)
    throw new PlaybookError('NeedsNotMet', `${node} has no backups`, {
      hint: 'Backups are where they were made: see those of the other node.',
    })
  const ids = backups.map((backup) => backup.id)
  if (id !== undefined && !ids.includes(id))
    throw new PlaybookError('NeedsNotMet', `${node} has no backup ${id}${didYouMean(id, ids)}`)
  if (until !== undefined && Date.parse(until) < Math.min(...backups.map(readAt)))
    throw new PlaybookError(
      'NeedsNotMet',
      `${until} is before the oldest backup of ${node}, which is of ${oldest.coordinates.readAt}`,
    )
}

function readAt({ coordinates }: Backup): number {
  return Date.parse(coordinates.readAt)
}

function describe(backup: Backup): string {
  return `${backup.id} (${backup.kind}, of ${backup.coordinates.readAt}, ${proofOf(backup)})`
}

function source(backups: readonly Backup[], { node, id, until, gtid }: Wish): string {
  if (gtid !== undefined)
    return `What: all up to the transaction ${gtid}, from the newest backup of ${node} before it and the binary logs after it`
  if (until !== undefined) {
    const backup = backups.findLast((one) => readAt(one) <= Date.parse(until))
    return `What: all that was committed until ${until}, from ${backup ? describe(backup) : 'a backup'} or an earlier one, and the binary logs after it`
  }
  const backup = id === undefined ? backups.at(-1) : backups.find((one) => one.id === id)
  return `What: the backup ${backup ? describe(backup) : ''} of ${node}`
}

/** Says what a restore will do, in plain words, and what comes afterwards. */
export function explainRestore(
  backups: readonly Backup[],
  wish: Wish,
  place: { readonly datadir: string; readonly role: string },
): string[] {
  const { node, only } = wish
  const what = source(backups, wish)
  if (!wish.instead)
    return [
      what,
      `Where: a server of its own on ${node}, read-only, without network; the pair is left alone. The last lines will say where its socket is, and how to end it.`,
      ...(only === undefined ? [] : [`Only ${only} is kept in it.`]),
      ...(place.role === 'PRIMARY'
        ? [`${node} is the primary: its disks are read and written a lot meanwhile, after all other work.`]
        : []),
    ]
  return [
    what,
    `Where: in the place of the data of ${node}. It leaves the pair for maintenance, so there is no standby until it is back; its server stops only when the restored data are complete.`,
    `The old data are kept: ${place.datadir}.before-restore-TIME. Delete them when nobody needs them any more.`,
    `Afterwards: look at the data on ${node}; then "mysqlha maint off" there. It catches up with the primary, with all that happened since.`,
    'To take the whole pair back in time, both nodes must be in maintenance before the restore: docs/backups.md has the steps.',
  ]
}
