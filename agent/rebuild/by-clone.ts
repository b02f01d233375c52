import { replicaStatusOf } from '../../src/mysql/replica-status.ts'
import { quoteString } from '../../src/mysql/quote.ts'
import { textOf } from '../../src/mysql/row.ts'
import { resetReplicaAll, showReplicaStatus, stopReplica } from '../../src/mysql/statements.ts'
import { moment } from '../act/context.ts'
import type { Context } from '../act/context.ts'
import { forgetGeneration } from '../backup/identity.ts'
import { openSession, SqlError } from '../mysql/session.ts'
import type { Session } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Reporter } from './reporter.ts'

const watchMilliseconds = 1000
/** The server starts on the copy by itself; recovery of a large one takes a while. */
const restartMilliseconds = 30 * 60_000

/** MySQL's clone plugin: the server drops its data, fetches the donor's files, and starts again on them. */
export async function byClone(context: Context, report: Reporter): Promise<string> {
  const { settings, signal } = context
  const before = await withSession(settings.mysql, signal, async (session) => {
    const { begun } = await cloneStatus(session)
    // From here on something is touched: relay logs go first.
    report.stage('copying')
    // The server replaces its own files alone; backups must not take the copy for what was here.
    await forgetGeneration(settings.mysql.datadir)
    await forgetSource(session)
    return begun
  })
  const watch = new AbortController()
  const watching = watchProgress(context, report, watch.signal)
  try {
    await withSession(settings.mysql, signal, (session) => cloneFrom(context, session))
  } catch (error) {
    // The restart cuts the session off; whether the copy was complete the server says after it.
    if (!(error instanceof SqlError) || error.errno > 0) throw error
    signal.throwIfAborted()
  } finally {
    watch.abort(new Error('watched'))
    await watching
  }
  report.stage('starting')
  return cloned(context, before)
}

async function forgetSource(session: Session): Promise<void> {
  const [row] = await session.run(showReplicaStatus(session.can))
  if (row !== undefined && replicaStatusOf(row).sourceHost !== '') {
    await session.run(stopReplica(session.can))
    await session.run(resetReplicaAll(session.can))
  }
}

async function cloneFrom({ settings }: Context, session: Session): Promise<void> {
  const { peer, mysql, replication } = settings
  await session.run(`SET GLOBAL clone_valid_donor_list=${quoteString(`${peer.address}:${mysql.port}`)}`)
  // A fenced server refuses to be a recipient. read_only itself stays: no client can write.
  await session.run('SET GLOBAL super_read_only=0')
  const donor = `${quoteString(replication.user)}@${quoteString(peer.address)}:${mysql.port}`
  const statement = (password: string) => `CLONE INSTANCE FROM ${donor} IDENTIFIED BY ${password} REQUIRE SSL`
  await session.run({ text: statement(quoteString(replication.password)), shown: statement('[secret]') })
}

async function watchProgress({ settings }: Context, report: Reporter, signal: AbortSignal): Promise<void> {
  try {
    await withSession(settings.mysql, signal, async (session) => {
      for (;;) {
        const [row] = await session.run(
          "SELECT SUM(data) AS bytes, SUM(estimate) AS total FROM performance_schema.clone_progress WHERE stage IN ('FILE COPY', 'PAGE COPY', 'REDO COPY')",
        )
        report.reached(Number(row?.['bytes'] ?? 0), Number(row?.['total'] ?? 0))
        await moment(watchMilliseconds, signal)
      }
    })
  } catch {
    // Done, or the server restarts: the clone's own end says how it went.
  }
}

async function cloneStatus(session: Session): Promise<{ begun: string; state: string; error: string }> {
  const [row] = await session.run(
    'SELECT CAST(begin_time AS CHAR) AS begun, state, error_message AS error FROM performance_schema.clone_status',
  )
  return { begun: textOf(row?.['begun']), state: textOf(row?.['state']), error: textOf(row?.['error']) }
}

/** Waits until the server runs on the copy. */
async function cloned({ settings, signal }: Context, before: string): Promise<string> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(restartMilliseconds)])
  for (;;) {
    const status = await statusNow(settings.mysql)
    if (status !== null && status.begun !== before && status.state === 'Completed') return 'complete'
    if (status !== null && (status.begun === before || status.state === 'Failed'))
      throw new Error(`the clone failed: ${status.error || 'the server restarted without it'}`)
    await moment(200, bounded)
  }
}

async function statusNow(settings: Context['settings']['mysql']) {
  try {
    const session = await openSession(settings)
    return await cloneStatus(session).finally(() => session.destroy())
  } catch {
    return null
  }
}
