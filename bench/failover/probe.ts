import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import type { Connection } from 'mysql2/promise'
import { uptimeMilliseconds } from '../../agent/files/uptime.ts'
import type { Application } from '../../test/e2e/faults/application.ts'

/** Sessions that give up early, so that one of them always tries anew while others still wait for a dead server. */
const sessionCount = 4
const connectMilliseconds = 250
const commitMilliseconds = 1500
const thinkMilliseconds = 20
const againMilliseconds = 25

/** Two acknowledged commits with none between them. Uptime milliseconds. */
export interface Gap {
  readonly lastBefore: number
  readonly firstAfter: number
}

/** Commits through the VIP all the time, and remembers when each was acknowledged. */
export class WriteProbe {
  readonly #application: Application
  readonly #sessions: Promise<void>[]
  readonly #acknowledgedAt: number[] = []
  readonly #zero = uptimeMilliseconds() - performance.now()
  #next: number
  #stopping = false

  constructor(application: Application, from: number) {
    this.#application = application
    this.#next = from
    this.#sessions = Array.from({ length: sessionCount }, () => this.#write())
  }

  /** Now, on the clock of the hosts' logs. */
  now(): number {
    return this.#zero + performance.now()
  }

  get count(): number {
    return this.#acknowledgedAt.length
  }

  /** The longest time without an acknowledged commit that ended after `since`. */
  longestGap(since: number): Gap {
    let longest: Gap = { lastBefore: since, firstAfter: since }
    const times = this.#acknowledgedAt.toSorted((a, b) => a - b)
    times.forEach((firstAfter, index) => {
      const lastBefore = times[index - 1] ?? firstAfter
      const longer = firstAfter - lastBefore > longest.firstAfter - longest.lastBefore
      if (firstAfter > since && longer) longest = { lastBefore, firstAfter }
    })
    return longest
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#sessions)
  }

  async #write(): Promise<void> {
    while (!this.#stopping) {
      const connection = await this.#connect()
      try {
        while (connection && !this.#stopping) {
          await connection.query({ sql: 'INSERT INTO shop.orders VALUES (?)', timeout: commitMilliseconds }, [
            this.#next++,
          ])
          this.#acknowledgedAt.push(this.now())
          await pause(thinkMilliseconds)
        }
      } catch {
        // Not acknowledged: the next session goes on with the next number.
      } finally {
        connection?.destroy()
      }
      await pause(againMilliseconds)
    }
  }

  async #connect(): Promise<Connection | undefined> {
    try {
      const { host, user, password, tls } = this.#application
      const connection = await createConnection({
        host,
        user,
        password,
        ...(tls && { ssl: { rejectUnauthorized: false } }),
        connectTimeout: connectMilliseconds,
      })
      connection.on('error', () => undefined)
      return connection
    } catch {
      return undefined
    }
  }
}
