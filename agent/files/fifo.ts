import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs'
import { Socket } from 'node:net'

/** keepalived's doorbell. What it says is logged and wakes the loop; it decides nothing. */
export interface Fifo {
  /** Lines that came since the last look; never blocks. */
  poll(): string[]
  close(): void
}

const longestLineCharacters = 4096

/**
 * Opened read-write so that it never ends, and opened again when somebody has made the FIFO anew.
 * @param ring called when something came
 */
export function fifo(path: string, ring: () => void): Fifo {
  let reader: Socket | null = null
  let inode = 0
  let rest = ''
  let lines: string[] = []

  function close(): void {
    reader?.destroy()
    reader = null
  }

  function reopen(): void {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined || !found.isFIFO()) return close()
    if (reader !== null && !reader.destroyed && found.ino === inode) return
    close()
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
    inode = fstatSync(descriptor).ino
    try {
      reader = listen(descriptor)
    } catch {
      // What is not read now is read after the next look.
      closeSync(descriptor)
    }
  }

  function listen(descriptor: number): Socket {
    const socket = new Socket({ fd: descriptor, readable: true, writable: false })
    socket.setEncoding('utf8')
    socket.on('error', () => socket.destroy())
    socket.on('data', (text: Buffer | string) => {
      const found = (rest + String(text)).split('\n')
      rest = (found.pop() ?? '').slice(-longestLineCharacters)
      lines.push(...found)
      if (found.length > 0) ring()
    })
    return socket
  }

  return {
    poll() {
      reopen()
      const heard = lines
      lines = []
      return heard
    },
    close,
  }
}
