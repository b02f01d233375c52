import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { resetReplicaAll } from '../../../src/mysql/statements.ts'
import { askAgent } from '../../control/client.ts'
import { withSession } from '../../mysql/with-session.ts'
import { runChild } from '../../rebuild/child.ts'
import { setPosition } from '../../rebuild/position.ts'
import { startServer, stopServer } from '../../rebuild/unit.ts'
import type { Settings } from '../../settings.ts'
import type { AgentStatus } from '../../status.ts'
import type { BackupSettings } from '../settings.ts'
import { statusHere } from '../situation.ts'
import { build } from './build.ts'
import type { Target } from './choose.ts'
import { evidenceFrom } from './evidence.ts'
import { refuseMountPoint, swapData, undoHalfSwap } from './swap.ts'

/** What a restore in the place of the node's data is told. */
export interface InsteadOptions {
  readonly target: Target
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/**
 * Restores in the place of this node's data. The restored data are complete, and a server has run on them, before the node's own
 * server is stopped; the old data are kept beside. Afterwards the node is in maintenance, read-only: a person lets it come back.
 * The caller holds the lock of the backups.
 * @throws before anything is touched when this node is the primary, or the old data cannot be kept
 */
export async function restoreInstead(
  settings: Settings,
  backup: BackupSettings,
  { target, signal, say }: InsteadOptions,
): Promise<void> {
  const { mysql } = settings
  refusePrimary(await statusHere(settings))
  if (await undoHalfSwap(mysql))
    say('an earlier restore was cut off: the data that it had moved aside are back')
  await refuseMountPoint(mysql)
  const parent = dirname(mysql.datadir)
  const stamp = new Date().toISOString().replace(/[:.]/g, '')
  await clearScratch(parent)
  const place = await mkdtemp(join(parent, scratch))
  await chmod(place, 0o711)
  try {
    const built = await build({ settings, backup, target, place, signal, say }, (one) => Promise.resolve(one))
    const data = join(place, 'data')
    await evidenceFrom(mysql.datadir, data, signal)
    // Another server than the one whose transactions it no longer has: new ones must not bear old numbers.
    await rm(join(data, 'auto.cnf'), { force: true })
    // It may have been promoted meanwhile.
    refusePrimary(await statusHere(settings))
    await leavePair(settings, say)
    await stopServer({ settings, signal, progress: () => undefined })
    const aside = await swapData(mysql, data, stamp).catch(async (error: unknown) => {
      await undoHalfSwap(mysql)
      await startServer({ settings, signal, progress: () => undefined })
      throw error
    })
    say(`the old data are in ${aside.data}, their binary logs in ${aside.logs}`)
    await startServer({ settings, signal, progress: () => undefined })
    await withSession(mysql, signal, async (session) => {
      // Its relay logs were not copied: as the primary it could never apply "all that it received".
      await session.run(resetReplicaAll(session.can))
      // A server that copied itself knows.
      if (built.record.tool !== 'clone') await setPosition(session, built.position)
    })
    say(
      `restored ${built.reached}; this node is in maintenance: look at the data, then "mysqlha maint off" lets it come back`,
    )
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

const scratch = '.restoring-'

async function clearScratch(parent: string): Promise<void> {
  await runChild(
    'find',
    [parent, '-maxdepth', '1', '-type', 'd', '-name', `${scratch}*`, '-exec', 'rm', '-rf', '{}', '+'],
    AbortSignal.timeout(600_000),
  )
}

function refusePrimary({ role, mysql }: AgentStatus): void {
  if (role === 'PRIMARY')
    throw new Error(
      'this node is the primary: nothing was touched. Let the other node lead first (npx playbook switchover). To take the whole pair back in time: mysqlha maint on, on both nodes',
    )
  if (mysql?.readOnly === false)
    throw new Error(`this node is ${role}, and its server takes writes: nothing was touched`)
}

/** The agent must not join while the data change. Before the first adoption it does nothing by itself. */
async function leavePair({ paths }: Settings, say: (line: string) => void): Promise<void> {
  const { role } = await statusHere({ paths })
  if (role === 'FORMING' || role === 'MAINT') return
  const reply = await askAgent(paths.control, { name: 'maint', on: true })
  if (!reply.ok) throw new Error(`the agent does not let this node go: ${reply.message}`)
  say('this node has left the pair for maintenance')
}
