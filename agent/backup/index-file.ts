import { open, readFile, rename } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ShapeError } from '../shape.ts'
import { parseRecord } from './record.ts'
import type { BackupRecord } from './record.ts'
import { makeDirectory, syncDirectory } from '../files/sync-directory.ts'

/** The index cannot be read: which line of which file, and what is wrong with it. */
export class IndexError extends Error {
  override name = 'IndexError'
}

const lineEnd = '\n'
const mode = 0o640
const directoryMode = 0o750

/**
 * Reads the index; there are no backups where there is no file. The rest of an append that was cut off is left out: it was
 * never reported as a backup.
 * @throws IndexError for any other line that cannot be read: leaving it out would hide a backup
 */
export async function readIndex(path: string): Promise<BackupRecord[]> {
  const content = await contentOf(path)
  const lines = content.subarray(0, wholeBytes(content)).toString('utf8').split(lineEnd)
  // What stands after the last line end.
  lines.pop()
  return lines.map((line, index) => parseLine(line, `${path}:${index + 1}`))
}

/**
 * Adds a backup, on disk when this resolves; the caller holds the lock of the backups. The rest of an append that was cut
 * off is removed first, or this record would become a part of it.
 */
export async function appendRecord(path: string, record: BackupRecord): Promise<void> {
  const directory = dirname(resolve(path))
  await makeDirectory(directory, directoryMode)
  const content = await contentOf(path)
  const file = await open(path, 'a', mode)
  try {
    const whole = wholeBytes(content)
    if (whole < content.length) await file.truncate(whole)
    await writeLines(file, [record])
  } finally {
    await file.close()
  }
  await syncDirectory(directory)
}

/** Replaces the whole index, so that after a crash either the old or the new one is there, whole. */
export async function replaceIndex(path: string, records: readonly BackupRecord[]): Promise<void> {
  await makeDirectory(dirname(resolve(path)), directoryMode)
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', mode)
  try {
    await writeLines(file, records)
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncDirectory(dirname(path))
}

async function contentOf(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
}

/** How many bytes are lines with an end. Bytes, because an append can be cut off within a character. */
function wholeBytes(content: Buffer): number {
  return content.lastIndexOf(lineEnd) + 1
}

function parseLine(line: string, place: string): BackupRecord {
  try {
    return parseRecord(line)
  } catch (cause) {
    const why = cause instanceof ShapeError ? cause.message : 'it is no valid JSON'
    throw new IndexError(`${place}: ${why}`, { cause })
  }
}

async function writeLines(file: FileHandle, records: readonly BackupRecord[]): Promise<void> {
  // Whatever umask the process has.
  await file.chmod(mode)
  await file.writeFile(records.map((record) => JSON.stringify(record) + lineEnd).join(''))
  await file.sync()
}
