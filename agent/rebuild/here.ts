import { usersSchemas } from '../../src/mysql/own-schemas.ts'
import { missingFrom } from '../../src/mysql/position.ts'
import { gtidText, textOf } from '../../src/mysql/row.ts'
import { executedGtids } from '../../src/mysql/statements.ts'
import { parseServerVersion, seriesOf } from '../../src/mysql/version.ts'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { RebuildWork } from '../decide/rebuild-state.ts'
import { SqlError } from '../mysql/session.ts'
import { withSession } from '../mysql/with-session.ts'
import { findServer } from '../observe/process.ts'
import type { MysqlSettings } from '../settings.ts'
import { methodsHere } from './methods.ts'
import type { Offer } from './offer.ts'

/** What this node holds. */
export interface Here {
  executed: string
  version: string
  datadir: string
  /** Users' schemas. */
  schemas: string[]
  methods: RebuildMethod[]
}

/**
 * Asks the server here; `null` when it does not run, or runs on what an attempt has left that was cut off: then it may refuse
 * this agent, or views of its own.
 */
export async function lookHere(
  settings: MysqlSettings,
  signal: AbortSignal,
  untouched = true,
): Promise<Here | null> {
  try {
    return await withSession(settings, signal, async (session) => {
      const schemas = await session.run(usersSchemas)
      const methods = await methodsHere(session, settings)
      const [where] = await session.run('SELECT @@GLOBAL.datadir AS datadir')
      const [row] = await session.run(executedGtids(session.can))
      return {
        executed: gtidText(row?.['gtid']),
        version: session.version.text,
        datadir: textOf(where?.['datadir']),
        schemas: schemas.map(({ name }) => String(name)),
        methods,
      }
    })
  } catch (error) {
    signal.throwIfAborted()
    // A server that runs and does not answer is recovering, or busy: what it holds cannot be told.
    if (error instanceof SqlError && error.errno > 0 && !untouched) return null
    const unanswered = error instanceof SqlError && error.errno <= 0
    if (unanswered && findServer(settings.pidFile) === null) return null
    throw error
  }
}

/**
 * Right before anything is touched: nothing is lost here that the donor lacks, beyond what somebody has given up by name.
 * The donor was asked after this node.
 * @throws naming the transactions
 */
export function refuseLoss(
  here: Here | null,
  offer: Offer,
  { discard, known, virgin, untouched }: RebuildWork,
): void {
  if (
    here !== null &&
    seriesOf(parseServerVersion(here.version)) !== seriesOf(parseServerVersion(offer.version))
  )
    throw new Error(
      `the peer runs ${offer.version}, this node ${here.version}: only the same series can be copied`,
    )
  // What a server in formation has done by itself is worth nothing while nobody has data there.
  if (virgin && here?.schemas.length === 0) return
  const mine = here?.executed ?? known
  const errant = missingFrom(offer.style, mine, offer.executed)
  const lost = missingFrom(offer.style, errant, discard)
  if (lost !== '')
    throw new Error(`the peer lacks ${lost}, which would be lost: name it with --discard ${errant}`)
  if (!virgin) return
  // An earlier attempt that was cut off may have left what no server starts on.
  if (here === null && !untouched) return
  if (here === null) throw new Error('the server here does not answer: whether it is empty cannot be told')
  if (here.schemas.length > 0 && mine === '')
    throw new Error(`this server holds user data (${here.schemas.slice(0, 5).join(', ')}) of unknown origin`)
}
