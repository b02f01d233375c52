import { resetReplicaAll, showReplicaStatus, stopReplica } from '../../src/mysql/statements.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'
import { incidentFile } from './incident.ts'

/** Forgets the source: this server is about to be one. What it knew is saved first. */
export async function detach({ settings, signal }: Context, term: number): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const [row] = await session.run(showReplicaStatus(session.can))
    if (row === undefined) return 'was no replica'
    const { path, file } = await incidentFile(settings.paths.incidents, `replica-status-term-${term}.json`)
    await file.writeFile(JSON.stringify(row, null, 1))
    await file.close()
    await session.run(stopReplica(session.can))
    await session.run(resetReplicaAll(session.can))
    return path
  })
}
