import { appendFile, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

const sizeLimitBytes = 10 * 1024 * 1024
const filesKept = 20

/** A log of JSON lines that never grows beyond 20 files of 10 MB, and whose failures are counted but never felt. */
export interface RotatingLog {
  write(record: Record<string, unknown>): void
  /** Resolves when everything written so far is in the file, or was given up. */
  flushed(): Promise<void>
  /** Lines that could not be written. */
  lost(): number
}

/** Lines are written in order, beside the caller, who never waits. */
export function rotatingLog(path: string, limitBytes = sizeLimitBytes, kept = filesKept): RotatingLog {
  let queue: string[] = []
  let lost = 0
  let writing: Promise<void> | null = null

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const lines = queue
      queue = []
      try {
        await rotateIfLarge(path, limitBytes, kept)
        await appendFile(path, lines.join(''), { mode: 0o640 })
      } catch {
        lost += lines.length
      }
    }
    writing = null
  }

  return {
    write(record) {
      // A disk that does not answer must not fill the memory.
      if (queue.length >= 1000) {
        lost += 1
        return
      }
      queue.push(JSON.stringify(record) + '\n')
      writing ??= drain()
    },
    flushed: async () => {
      await writing
    },
    lost: () => lost,
  }
}

async function rotateIfLarge(path: string, limitBytes: number, kept: number): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  )
  if (size === null) await mkdir(dirname(path), { recursive: true, mode: 0o750 })
  if (size === null || size < limitBytes) return
  await rm(`${path}.${kept - 1}`, { force: true })
  for (let number = kept - 2; number >= 1; number--)
    await renameIfThere(`${path}.${number}`, `${path}.${number + 1}`)
  await rename(path, `${path}.1`)
}

async function renameIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
