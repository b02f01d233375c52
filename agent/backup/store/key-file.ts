import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

/** The file with the key of the backups cannot be used; the message says what to do. */
export class KeyFileError extends Error {
  override name = 'KeyFileError'
}

const keyText = /^[0-9a-f]{64}\n?$/i
const mostBytes = 65

/**
 * Reads the key of the backups: 64 hexadecimal digits, 32 bytes.
 * @throws KeyFileError when it is missing, readable by others, or holds something else; nothing of it is in the message
 */
export function readKeyFile(path: string): Buffer {
  let descriptor
  try {
    // Opening a FIFO would wait for somebody to write.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    throw new KeyFileError(
      `cannot read the key file ${path}: ${(cause as Error).message}; ${howToMake(path)}`,
      {
        cause,
      },
    )
  }
  try {
    const { mode, size } = checkedStat(descriptor, path)
    if ((mode & 0o077) !== 0) {
      const shown = (mode & 0o777).toString(8)
      throw new KeyFileError(`the key file ${path} can be read by others (mode ${shown}): chmod 600 ${path}`)
    }
    const text = size <= mostBytes ? readFileSync(descriptor, 'latin1') : ''
    if (!keyText.test(text))
      throw new KeyFileError(`the key file ${path} does not hold 64 hexadecimal digits; ${howToMake(path)}`)
    return Buffer.from(text.trimEnd(), 'hex')
  } finally {
    closeSync(descriptor)
  }
}

function checkedStat(descriptor: number, path: string) {
  const found = fstatSync(descriptor)
  if (!found.isFile()) throw new KeyFileError(`the key file ${path} is no regular file; ${howToMake(path)}`)
  return found
}

function howToMake(path: string): string {
  return `make one with (umask 077; openssl rand -hex 32 >${path})`
}
