import { Gtids } from './gtids.ts'
import type { NodeId, Transaction } from './gtids.ts'

/** What a server has on disk: its binary log, and how much of that the engine has committed. */
export class Storage {
  /** In order; the newest ones may still wait for their acknowledgement. */
  log: Transaction[] = []
  committed = 0
  /** `gtid_executed`: what waits is not in it. */
  executed = new Gtids()
  /** Rows that the engine lost although the binary log has them: only durability below 1/1 does that. */
  readonly lost = new Set<number>()
  torn = false
  private logged = new Gtids()

  append(transaction: Transaction): void {
    this.log.push(transaction)
    this.logged.add(transaction)
  }

  create(origin: NodeId, row: number): void {
    this.append({ origin, number: this.logged.newest(origin) + 1, row })
  }

  has(transaction: Transaction): boolean {
    return this.logged.has(transaction)
  }

  commitUpTo(position: number): void {
    for (; this.committed < position; this.committed += 1) {
      const transaction = this.log[this.committed]
      if (transaction !== undefined) this.executed.add(transaction)
    }
  }

  /** Crash recovery commits whatever the binary log has: also what nobody acknowledged. */
  recover(durable: boolean): void {
    if (!durable) for (const { row } of this.log.slice(-3)) this.lost.add(row)
    this.commitUpTo(this.log.length)
  }

  /** A copy over it has begun: nothing here is whole. */
  tear(): void {
    this.copyFrom(new Storage())
    this.torn = true
  }

  /** Takes the place of all that was here. */
  copyFrom(donor: Storage): void {
    this.log = donor.log.slice(0, donor.committed)
    this.torn = false
    this.committed = 0
    this.executed = new Gtids()
    this.logged = new Gtids()
    this.lost.clear()
    for (const transaction of this.log) this.logged.add(transaction)
    this.commitUpTo(this.log.length)
  }

  rows(): Set<number> {
    const rows = new Set<number>()
    for (const { row } of this.log.slice(0, this.committed)) if (!this.lost.has(row)) rows.add(row)
    return rows
  }
}
