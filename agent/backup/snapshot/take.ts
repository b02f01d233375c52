import { withSession } from '../../mysql/with-session.ts'
import { startChild } from '../../rebuild/child.ts'
import type { Settings } from '../../settings.ts'
import type { BackupSettings } from '../settings.ts'

/**
 * Holds writes for a moment while a program takes a snapshot of the disks, and lets them go whatever happens: with this session,
 * which ends with this process, and after the bound at the latest. The files are those of a server that loses its power at
 * this moment: data, binary logs and relay logs must be in one snapshot.
 * @throws when the program fails, or takes longer; then its snapshot, if it made one, is no backup
 */
export async function takeSnapshot(
  { mysql }: Settings,
  { snapshot }: BackupSettings,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  if (snapshot === null)
    throw new Error('the settings name no program that takes snapshots (backup_snapshot_command)')
  const { take, after, lockSeconds } = snapshot
  try {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(lockSeconds * 1000)])
    await withSession(mysql, bounded, async (session) => {
      await session.run('SET SESSION lock_wait_timeout=2')
      const began = performance.now()
      // Waits for running statements; those that come meanwhile wait too, so not for long.
      await session.run('FLUSH TABLES WITH READ LOCK')
      await startChild(take, [], bounded).ended
      await session.run('UNLOCK TABLES')
      say(`the snapshot is taken: writes were held for ${Math.round(performance.now() - began)} ms`)
    })
  } finally {
    // Not bound to what has failed before.
    if (after !== null) await startChild(after, [], AbortSignal.timeout(600_000)).ended
  }
}
