import { seriesOf } from '../../src/mysql/version.ts'
import { askAgent } from '../control/client.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Settings } from '../settings.ts'
import type { AgentStatus } from '../status.ts'
import { textOf } from '../../src/mysql/row.ts'
import { generationOf } from './identity.ts'
import type { DataIdentity } from './record.ts'
import { chooseTool } from './take/choose.ts'
import type { Chosen } from './take/choose.ts'

/** What this node is when a backup begins, and again when it ends. */
export interface Here extends Chosen {
  readonly status: AgentStatus
  readonly identity: DataIdentity
  readonly serverVersion: string
  readonly serverSeries: string
}

/** The agent's word on its node. @throws when it does not answer: nobody else knows the role */
export async function statusHere({ paths }: Pick<Settings, 'paths'>): Promise<AgentStatus> {
  const reply = await askAgent(paths.control, { name: 'status' })
  if (!reply.ok || reply.status === undefined) throw new Error(`the agent tells no status: ${reply.message}`)
  return reply.status
}

/** Asks the agent and the server. @throws when one does not answer, or nothing can back the server up */
export async function lookHere(settings: Settings, signal: AbortSignal): Promise<Here> {
  const status = await statusHere(settings)
  return withSession(settings.mysql, signal, async (session) => {
    const [uuid] = session.can.uuidGtids ? await session.run('SELECT @@GLOBAL.server_uuid AS uuid') : []
    return {
      ...(await chooseTool(session, settings.mysql, signal)),
      status,
      identity: {
        node: settings.nodeId,
        serverUuid: textOf(uuid?.['uuid']),
        generation: await generationOf(settings.mysql.datadir),
        term: status.term,
      },
      serverVersion: session.version.number,
      serverSeries: seriesOf(session.version),
    }
  })
}
