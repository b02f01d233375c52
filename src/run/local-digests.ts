import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

export interface Digest {
  /** Hex. */
  readonly sha256: string
  readonly sizeBytes: number
}

/** Smaller files are hashed at once, without a record: 1 MiB. */
const recordedFromBytes = 1048576n

const records = z.record(
  z.string(),
  z.object({ sha256: z.string(), sizeBytes: z.number(), seen: z.string() }),
)

async function hash(file: string): Promise<Digest> {
  const sha256 = createHash('sha256')
  let sizeBytes = 0
  await pipeline(
    createReadStream(file, { highWaterMark: 1048576 }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        sha256.update(chunk)
        sizeBytes += chunk.length
      }
    },
  )
  return { sha256: sha256.digest('hex'), sizeBytes }
}

/**
 * SHA-256 of local files. A file is hashed once in a process; a big one is not hashed again by later processes while its size,
 * inode and times (nanoseconds) stay: a gigabyte takes seconds, and every run asks. The record is a cache: what is wrong
 * with it, or cannot be written, costs time alone.
 */
export function localDigests(recordFile: string): (file: string) => Promise<Digest> {
  const known = new Map<string, Promise<Digest>>()
  let written: Promise<unknown> = Promise.resolve()

  const read = async (): Promise<z.output<typeof records>> => {
    try {
      return records.parse(JSON.parse(await readFile(recordFile, 'utf8')))
    } catch {
      return {}
    }
  }
  const remember = async (file: string, digest: Digest, seen: string): Promise<void> => {
    const fresh = `${recordFile}.${process.pid}`
    await mkdir(dirname(recordFile), { recursive: true, mode: 0o700 })
    await writeFile(fresh, `${JSON.stringify({ ...(await read()), [file]: { ...digest, seen } })}\n`, {
      mode: 0o600,
    })
    await rename(fresh, recordFile)
  }
  const look = async (file: string): Promise<Digest> => {
    const { size, ino, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    if (size < recordedFromBytes) return hash(file)
    const seen = [size, ino, mtimeNs, ctimeNs].join(' ')
    const record = (await read())[file]
    if (record?.seen === seen) return { sha256: record.sha256, sizeBytes: record.sizeBytes }
    const digest = await hash(file)
    // One writer after the other: two files of one run must not lose each other's record.
    written = written.then(() => remember(file, digest, seen)).catch(() => undefined)
    await written
    return digest
  }
  return (file) => {
    const digest = known.get(file) ?? look(file)
    known.set(file, digest)
    return digest
  }
}
