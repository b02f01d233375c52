import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { sqlOn } from '../faults/sql.ts'
import { whole } from '../faults/pair.ts'
import type { TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

/** A row as every server must have it. */
export interface Row {
  readonly number: number
  /** UTC, with its microseconds. */
  readonly at: string
}

export const readRows =
  "SELECT number, DATE_FORMAT(at, '%Y-%m-%dT%H:%i:%s.%fZ') AS at FROM shop.ledger ORDER BY number"

/** A table that grows, and what was in it when. */
export class Ledger {
  readonly rows: Row[] = []
  readonly #lab: TestLab
  #next = 1

  constructor(lab: TestLab) {
    this.#lab = lab
  }

  async create(): Promise<void> {
    const primary = await whole(this.#lab)
    await sqlOn(this.#lab, primary, 'CREATE DATABASE shop')
    await sqlOn(
      this.#lab,
      primary,
      'CREATE TABLE shop.ledger (number INT PRIMARY KEY, at DATETIME(6) NOT NULL, note TEXT) ENGINE=InnoDB',
    )
    await sqlOn(this.#lab, primary, 'CREATE TABLE shop.other (number INT PRIMARY KEY) ENGINE=InnoDB')
  }

  /** Commits some rows, each in a second of its own, and waits until the standby has them. Gives all rows until then. */
  async grow(count: number): Promise<readonly Row[]> {
    const { primary, standby } = await this.#places()
    for (let index = 0; index < count; index += 1) {
      await nextSecond()
      await sqlOn(
        this.#lab,
        primary,
        `INSERT INTO shop.ledger VALUES (${this.#next++}, UTC_TIMESTAMP(6), REPEAT('x', 2000))`,
      )
    }
    this.rows.splice(0, this.rows.length, ...(await this.on(primary)))
    await until(
      'the standby has all rows',
      30,
      async () => (await this.on(standby)).length === this.rows.length,
    )
    return [...this.rows]
  }

  /** What a node has now. */
  async on(node: 'node1' | 'node2'): Promise<Row[]> {
    return (await sqlOn(this.#lab, node, readRows)) as unknown as Row[]
  }

  /** The rows that were committed until the end of a second. */
  untilSecond(second: string): Row[] {
    return this.rows.filter(({ at }) => at.slice(0, second.length) <= second)
  }

  async #places() {
    const primary = await whole(this.#lab)
    return { primary, standby: primary === 'node1' ? 'node2' : 'node1' } as const
  }
}

/** The logs of the servers know seconds. */
async function nextSecond(): Promise<void> {
  const left = 1000 - (Date.now() % 1000)
  await pause(left + 20)
}

/** Fails unless two states are the same, row by row. */
export function assertSame(actual: readonly Row[], expected: readonly Row[], where: string): void {
  assert.deepEqual(
    actual.map(({ number, at }) => ({ number, at })),
    expected.map(({ number, at }) => ({ number, at })),
    where,
  )
}
