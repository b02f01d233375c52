import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'

/** keepalived's doorbell. What it says is logged and wakes the loop; it decides nothing. */
export interface Fifo {
  /** Lines that came since the last look; never blocks. */
  poll(): string[]
  close(): void
}

/** Opened read-write so that it never ends, and opened again when somebody has made the FIFO anew. */
export function fifo(path: string): Fifo {
  let descriptor: number | null = null
  let inode = 0
  let rest = ''
  const buffer = Buffer.alloc(4096)

  function close(): void {
    if (descriptor !== null) closeSync(descriptor)
    descriptor = null
  }

  function reopen(): void {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined || !found.isFIFO()) return close()
    if (descriptor !== null && found.ino === inode) return
    close()
    descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
    inode = fstatSync(descriptor).ino
  }

  return {
    poll() {
      reopen()
      if (descriptor === null) return []
      try {
        for (let read = 1; read > 0;) {
          read = readSync(descriptor, buffer)
          rest += buffer.toString('utf8', 0, read)
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      }
      const lines = rest.split('\n')
      rest = (lines.pop() ?? '').slice(-4096)
      return lines
    },
    close,
  }
}
