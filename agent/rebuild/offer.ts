import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gtidSetText, gtidStyleOf } from '../../src/mysql/position.ts'
import type { GtidStyle } from '../../src/mysql/position.ts'
import { gtidText } from '../../src/mysql/row.ts'
import { executedGtids } from '../../src/mysql/statements.ts'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import { rebuildMethods } from '../../src/mysql/rebuild-method.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Settings } from '../settings.ts'
import type { Fields } from '../shape.ts'
import { methodsHere } from './methods.ts'

/** What a donor says of itself before anything is copied. */
export interface Offer {
  style: GtidStyle
  version: string
  /** All transactions that it has; `purged` those whose binary logs are gone. */
  executed: string
  purged: string
  /** Size of its data directory. */
  bytes: number
  methods: RebuildMethod[]
}

export async function makeOffer(settings: Settings, signal: AbortSignal): Promise<Offer> {
  return withSession(settings.mysql, signal, async (session) => {
    const { can, version } = session
    const methods = await methodsHere(session, settings.mysql)
    const bytes = await bytesBelow(settings.mysql.datadir)
    const purged = can.uuidGtids ? await session.run('SELECT @@GLOBAL.gtid_purged AS gtid') : []
    // Last: whoever asks has read his own set before.
    const [row] = await session.run(executedGtids(can))
    return {
      style: gtidStyleOf(can),
      version: version.text,
      executed: gtidText(row?.['gtid']),
      purged: gtidText(purged[0]?.['gtid']),
      bytes,
      methods,
    }
  })
}

/** Checks what came over the line. @throws ShapeError */
export function parseOffer(fields: Fields): Offer {
  const offered = fields.text('methods').split(',')
  return {
    style: fields.choice('style', ['uuid', 'mariadb']),
    version: fields.text('version'),
    executed: fields.text('executed', gtidSetText),
    purged: fields.text('purged', gtidSetText),
    bytes: fields.integer('bytes', 0, Number.MAX_SAFE_INTEGER),
    methods: rebuildMethods.filter((method) => offered.includes(method)),
  }
}

/** Files that a server makes anew, or that are of its own replication. */
const notCopied = /^(?:#innodb_redo|#innodb_temp|#ib_.*|ib_logfile\d+|ibtmp\d|relay-bin.*)$/

/** What files below a directory take, without what is left out. One that vanishes meanwhile counts for nothing. */
export async function bytesBelow(directory: string, left: RegExp = notCopied): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((): Dirent[] => [])
  let sum = 0
  for (const entry of entries.filter(({ name }) => !left.test(name))) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) sum += await bytesBelow(path, left)
    else if (entry.isFile())
      sum += await lstat(path).then(
        ({ blocks }) => blocks * 512,
        () => 0,
      )
  }
  return sum
}
