import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { fieldsOf } from '../../shape.ts'
import { DamagedError } from '../store/damaged.ts'
import { readSealed } from '../store/read-sealed.ts'
import { writeSealed } from '../store/seal.ts'
import type { Seal, StoredFile } from '../store/seal.ts'

/** How many rows a table had. */
export interface TableCount {
  readonly schema: string
  readonly table: string
  readonly engine: string
  /** `null`: not counted. */
  readonly rows: number | null
  /** Counted, not estimated. */
  readonly exact: boolean
}

const name = 'tables.json'

/** Writes the counts of a backup beside its data, sealed as they are: names of tables are nobody's business either. */
export function writeCounts(
  directory: string,
  tables: readonly TableCount[],
  seal: Seal,
  signal: AbortSignal,
): Promise<StoredFile> {
  return writeSealed(directory, name, Readable.from([Buffer.from(JSON.stringify({ tables }))]), seal, signal)
}

/** @throws DamagedError when the file is not the one that was written, or is read with another key */
export async function readCounts(
  directory: string,
  file: StoredFile,
  seal: Seal,
  signal: AbortSignal,
): Promise<TableCount[]> {
  const text = (await buffer(readSealed(directory, file, seal, signal))).toString('utf8')
  try {
    return parseCounts(text)
  } catch (cause) {
    throw new DamagedError(file.path, `it cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function parseCounts(text: string): TableCount[] {
  return fieldsOf(JSON.parse(text))
    .list('tables')
    .map((table) => ({
      schema: table.text('schema'),
      table: table.text('table'),
      engine: table.text('engine'),
      rows: table.nullable('rows', () => table.integer('rows', 0, Number.MAX_SAFE_INTEGER)),
      exact: table.flag('exact'),
    }))
}
