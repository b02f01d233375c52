import { chmod, chown, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { quoteString } from '../../../src/mysql/quote.ts'
import { gtidText, textOf } from '../../../src/mysql/row.ts'
import { executedGtids, showBinaryLogStatus } from '../../../src/mysql/statements.ts'
import type { Session } from '../../mysql/session.ts'
import { withSession } from '../../mysql/with-session.ts'
import { runChild, startChild } from '../../rebuild/child.ts'
import { ownerOf } from '../../rebuild/data-directory.ts'
import { writeSealed } from '../store/seal.ts'
import type { StoredFile } from '../store/seal.ts'
import { hashTree } from '../store/hash-tree.ts'
import type { Taken, Taking } from './taking.ts'

/** Where a copy lies that is a directory, and what it is called as one file. */
export const cloneNames = { directory: 'data', archive: 'data.tar' } as const

/** A whole copy that the server makes of itself, page by page, without locks for those who write. */
export async function takeByClone({ settings, directory, seal, signal }: Taking): Promise<Taken> {
  // The server writes it, with its own account's rights, and wants to make the last directory itself.
  const place = join(directory, 'cloning')
  const copy = join(place, cloneNames.directory)
  const { uid, gid } = await ownerOf(settings.mysql.datadir)
  await mkdir(place, { mode: 0o700 })
  await chown(place, uid, gid)
  await chmod(directory, 0o711)
  const { coordinates, toolVersion } = await withSession(settings.mysql, signal, async (session) => {
    await refuseUncopied(session)
    // The copy does not say which moment it is of: it lies between these two.
    const [before] = await session.run(showBinaryLogStatus(session.can))
    await session.run(`CLONE LOCAL DATA DIRECTORY = ${quoteString(copy)}`)
    const [after] = await session.run(executedGtids(session.can))
    return {
      toolVersion: session.version.number,
      coordinates: {
        fromLsn: null,
        toLsn: null,
        binlogFile: textOf(before?.['File']),
        binlogPosition: Number(textOf(before?.['Position'])),
        gtid: gtidText(before?.['Executed_Gtid_Set']),
        gtidAtMost: gtidText(after?.['gtid']),
      },
    }
  })
  // From here on nobody but root may change it.
  await chmod(directory, 0o700)
  await runChild('chown', ['-R', '--no-dereference', '0:0', place], signal)
  const files = await stored(directory, place, seal, signal)
  await rm(place, { recursive: true })
  return { tool: 'clone', toolVersion, coordinates, files }
}

/** @throws when there are users' tables that the clone plugin leaves empty: it copies InnoDB alone */
async function refuseUncopied(session: Session): Promise<void> {
  const [row] = await session.run(
    `SELECT COUNT(*) AS n, MIN(CONCAT(table_schema, '.', table_name)) AS first, MIN(engine) AS engine FROM information_schema.tables
      WHERE table_type='BASE TABLE' AND engine NOT IN ('InnoDB', 'MEMORY', 'BLACKHOLE', 'FEDERATED')
        AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')`,
  )
  if (Number(row?.['n'] ?? 0) > 0)
    throw new Error(
      `the server's own copying leaves ${textOf(row?.['n'])} tables out, such as ${textOf(row?.['first'])} (${textOf(row?.['engine'])}): make them InnoDB, or install XtraBackup`,
    )
}

/** As it is, which costs nothing more than reading it; as one file if it is to be made smaller or unreadable. */
async function stored(
  directory: string,
  place: string,
  seal: Taking['seal'],
  signal: AbortSignal,
): Promise<StoredFile[]> {
  if (seal.compression === 'none' && seal.key === null) {
    await rename(join(place, cloneNames.directory), join(directory, cloneNames.directory))
    return hashTree(directory, cloneNames.directory, signal)
  }
  const child = startChild('tar', ['-cf', '-', '-C', place, cloneNames.directory], signal, {
    stdio: ['ignore', 'pipe', 'pipe'],
    nice: true,
  })
  const file = await writeSealed(
    directory,
    cloneNames.archive,
    child.process.stdout as Readable,
    seal,
    signal,
  )
  await child.ended
  return [file]
}
