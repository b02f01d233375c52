import type { HostConnection } from '../connect/connection.ts'
import { PlaybookError } from '../errors.ts'

/** A connection that is made when it is first used, and made anew after it was lost. */
export interface Line {
  /** The connection. Throws as `open` does. */
  connection(): Promise<HostConnection>
  /**
   * Runs work on the connection, within a bound. Throws `ConnectionLost` when the line breaks or is silent for too long; it
   * is let go then, and the next use connects anew. Work is never repeated.
   */
  use<T>(boundSeconds: number, work: (connection: HostConnection) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export function openLine(name: string, open: () => Promise<HostConnection>): Line {
  let current: Promise<HostConnection> | undefined

  function connection(): Promise<HostConnection> {
    if (current === undefined) {
      const mine = open()
      current = mine
      mine.catch(() => {
        if (current === mine) current = undefined
      })
    }
    return current
  }

  /** A connection that may be dead is closed in the background: its end can take as long as TCP's patience. */
  async function drop(): Promise<void> {
    const dropped = current
    current = undefined
    const opened = await dropped?.catch(() => undefined)
    await opened?.close().catch(() => undefined)
  }

  return {
    connection,
    async use(boundSeconds, work) {
      const opened = await connection()
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new PlaybookError('ConnectionLost', `${name} has not answered for ${boundSeconds} s`)),
          boundSeconds * 1000,
        )
      })
      try {
        return await Promise.race([work(opened), late])
      } catch (error) {
        if (error instanceof PlaybookError && error.code === 'ConnectionLost') void drop()
        throw error
      } finally {
        clearTimeout(timer)
      }
    },
    close: drop,
  }
}
