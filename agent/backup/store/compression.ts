import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Pieces } from './pieces.ts'
import { UnsealError } from './unseal-error.ts'
import { zstd } from './zstd.ts'

export const compressions = ['none', 'gzip', 'zstd'] as const
/** How data is made smaller: always at the level that costs the server's machine least. */
export type Compression = (typeof compressions)[number]

const chunkSize = 256 * 1024

/** @throws Error when zstd is not installed */
export function compress(source: Pieces, compression: Compression, signal: AbortSignal): Pieces {
  switch (compression) {
    case 'none':
      return source
    case 'gzip':
      return through(source, createGzip({ level: 1, chunkSize }))
    case 'zstd':
      return zstd(source, 'compress', signal)
  }
}

/** @throws UnsealError for what is not compressed like this, Error when zstd is not installed */
export function decompress(source: Pieces, compression: Compression, signal: AbortSignal): Pieces {
  switch (compression) {
    case 'none':
      return source
    case 'gzip':
      return through(source, createGunzip({ chunkSize }))
    case 'zstd':
      return zstd(source, 'decompress', signal)
  }
}

async function* through(source: Pieces, transform: Duplex): AsyncGenerator<Buffer> {
  const feeding = pipeline(source, transform)
  // Its failure comes out of the transform too.
  feeding.catch(() => undefined)
  try {
    yield* transform as AsyncIterable<Buffer>
  } catch (cause) {
    if (!(cause as NodeJS.ErrnoException).code?.startsWith('Z_')) throw cause
    throw new UnsealError('it cannot be decompressed', { cause })
  }
}
