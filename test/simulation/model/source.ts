import type { Dump } from './dump.ts'
import type { Server } from './server.ts'

/** A client's session; `answer` tells it how its statement ended, if it still listens. */
export interface Session {
  alive: boolean
  answer(outcome: 'committed' | 'refused', acknowledged: boolean): void
}

interface Statement {
  readonly session: Session
  readonly row: number
  /** Goes on although it was killed, as a rollback or a DDL does. */
  readonly stubborn: boolean
}

/** The writing side of a server: statements, commits, and semi-sync with AFTER_SYNC. */
export class Source {
  enabled = false
  /** The server gave up waiting (`availability`); on again when the replica has caught up. */
  degraded = false
  timeoutMilliseconds = 1000
  readonly dumps = new Set<Dump>()
  private readonly running = new Set<Statement>()
  private waiting: { position: number; session: Session }[] = []
  private held: (() => void)[] = []
  private closing = 0
  private readonly server: Server

  constructor(server: Server) {
    this.server = server
  }

  waits(): boolean {
    return this.enabled && !this.degraded
  }

  /** A client's statement, which writes one row and commits. */
  execute(session: Session, row: number, duration: number, stubborn: boolean): void {
    const { server } = this
    if (this.closing > 0) return void this.held.push(() => this.execute(session, row, duration, stubborn))
    if (server.readOnly) return session.answer('refused', false)
    const statement = { session, row, stubborn }
    this.running.add(statement)
    server.timeline.later(duration, server.process, () => this.end(statement))
  }

  /** The replica has everything before `position`. */
  acknowledge(position: number): void {
    if (this.enabled && position >= this.server.storage.log.length) this.degraded = false
    if (position > this.server.storage.committed) this.commit(position, true)
  }

  switch(enabled: boolean): void {
    this.enabled = enabled
    this.degraded = false
    if (!enabled) this.commit(this.server.storage.log.length, false)
  }

  /** KILL of every client session: what waits is not undone by it, but nobody is told that it is safe. */
  cutOff(): void {
    for (const statement of this.running) {
      statement.session.alive = false
      if (!statement.stubborn) this.running.delete(statement)
    }
    for (const { session } of this.waiting) session.alive = false
  }

  /** SET GLOBAL read_only=1: waits a second at most for statements and commits, and holds new ones back. */
  close(withdrawn: () => boolean, done: (closed: boolean) => void): void {
    const { server } = this
    const until = server.timeline.now + 1000
    this.closing += 1
    const look = () => {
      const closed = this.running.size === 0 && this.waiting.length === 0 && !withdrawn()
      if (!closed && server.timeline.now < until && !withdrawn())
        return server.timeline.later(10, server.process, look)
      this.closing -= 1
      if (closed) server.readOnly = true
      this.resume()
      done(closed)
    }
    look()
  }

  /** The process is gone, and its sessions with it. */
  vanish(): void {
    this.cutOff()
    for (const dump of this.dumps) dump.sourceGone()
    this.dumps.clear()
    this.running.clear()
    this.waiting = []
    this.held = []
    this.closing = 0
    this.enabled = false
    this.degraded = false
  }

  /** A transaction without a client: the agent's own, over a session that nothing cuts off. */
  write(session: Session, row: number): void {
    const statement = { session, row, stubborn: false }
    this.running.add(statement)
    this.end(statement)
  }

  private end(statement: Statement): void {
    const { server } = this
    const { stuck, dataFull } = server.host.disk
    if (stuck || dataFull) return server.timeline.later(50, server.process, () => this.end(statement))
    this.running.delete(statement)
    if (!statement.session.alive) return
    server.storage.create(server.id, statement.row)
    const position = server.storage.log.length
    this.waiting.push({ position, session: statement.session })
    for (const dump of this.dumps) dump.pump()
    if (!this.waits()) this.commit(position, false)
    else if (this.timeoutMilliseconds < 1e8) {
      server.timeline.later(this.timeoutMilliseconds, server.process, () => this.giveUp(position))
    }
  }

  private giveUp(position: number): void {
    if (!this.waits() || this.server.storage.committed >= position) return
    this.degraded = true
    this.commit(this.server.storage.log.length, false)
  }

  private commit(position: number, acknowledged: boolean): void {
    this.server.storage.commitUpTo(position)
    const done = this.waiting.filter((one) => one.position <= position)
    this.waiting = this.waiting.filter((one) => one.position > position)
    for (const { session } of done) if (session.alive) session.answer('committed', acknowledged)
  }

  private resume(): void {
    if (this.closing > 0) return
    const { held } = this
    this.held = []
    for (const statement of held) statement()
  }
}
