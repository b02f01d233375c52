import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { DamagedError } from '../../../../../agent/backup/store/damaged.ts'
import { readSealed } from '../../../../../agent/backup/store/read-sealed.ts'
import type { Seal, StoredFile } from '../../../../../agent/backup/store/seal.ts'

export const unaborted = new AbortController().signal
export const key = Buffer.alloc(32, 7)
export const plainly: Seal = { compression: 'none', key: null }
export const encrypted: Seal = { compression: 'none', key }
export const seals: Seal[] = (['none', 'gzip', 'zstd'] as const).flatMap((compression) => [
  { compression, key: null },
  { compression, key },
])
export const nameOf = ({ compression, key }: Seal) => `${compression}${key === null ? '' : ', encrypted'}`

/** A directory that goes with the test. */
export function scratch(context: Pick<TestContext, 'after'>): string {
  const directory = mkdtempSync(join(tmpdir(), 'backup-store-'))
  context.after(() => rmSync(directory, { recursive: true }))
  return directory
}

/** In pieces of this size. */
export async function* inPieces(data: Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size)
}

export async function unsealed(directory: string, file: StoredFile, seal: Seal): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of readSealed(directory, file, seal, unaborted)) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** Reads a file, hands it to a change and writes back what that gives. */
export function change(path: string, edit: (bytes: Buffer) => Buffer): void {
  writeFileSync(path, edit(readFileSync(path)))
}

export function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at]! ^= 1
  return copy
}

/** For `assert.rejects`. */
export function damaged(file: string, what: RegExp) {
  return (error: unknown) =>
    error instanceof DamagedError &&
    error.file === file &&
    what.test(error.what) &&
    error.message === `${file}: ${error.what}`
}

export const listed = (directory: string) => readdirSync(directory).sort()
