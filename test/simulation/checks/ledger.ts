import type { AgentState } from '../../../agent/decide/state.ts'
import { timing } from '../../../agent/decide/timing.ts'
import type { NodeId, Transaction } from '../model/gtids.ts'
import type { Host } from '../model/host.ts'
import type { World } from '../world/world.ts'
import type { Tally } from './judge.ts'
import { Violation } from './violation.ts'

interface Row {
  node: NodeId
  /** `safe`: the replica had it before the client was told. */
  told: 'nothing' | 'committed' | 'safe'
  /** Given up by a person or by policy, or saved before it was thrown away. */
  excused: boolean
}

/** Every row that was ever written, and what its client was told. */
export class Ledger {
  private readonly rows: Row[] = []
  private readonly world: World
  private readonly tally: Tally

  constructor(world: World, tally: Tally) {
    this.world = world
    this.tally = tally
  }

  newRow(node: NodeId): number {
    // 0 is no row of a client.
    return this.rows.push({ node, told: 'nothing', excused: false })
  }

  acknowledge(row: number, safe: boolean): void {
    const record = this.rows[row - 1]
    if (record !== undefined) record.told = safe ? 'safe' : 'committed'
  }

  /** Whoever is promoted has every row that its client was told is safe, unless somebody gave some up. */
  promoted(host: Host, before: AgentState): void {
    const here = rowsOf(host.server.storage.log)
    const missing = this.missing(here, (row) => row.told === 'safe')
    if (missing.length === 0) return
    const waited = before.incompleteSince === null ? 0 : host.uptime() - before.incompleteSince
    const patience = this.world.policy.semisync !== 'consistency' && waited >= timing.incompletePatience
    if (!before.durable.approved && !patience)
      throw new Violation('no safe row is lost by a promotion', `${host.id} lacks rows ${missing.join(' ')}`)
    this.excuse(missing)
  }

  /** Transactions of one node that another lacks: the same number is not enough, it must be the same row. */
  strangeTo(host: Host, other: Host): string[] {
    const theirs = new Set(other.server.storage.log.map(nameOf))
    return host.server.storage.log.map(nameOf).filter((name) => !theirs.has(name))
  }

  /** Rows that are only here go with the data of this node: they must have been saved. */
  discard(host: Host, saved: boolean): void {
    const there = rowsOf(host.peer().server.storage.log)
    const gone = host.server.storage.log.filter(({ row }) => row > 0 && !there.has(row)).map(({ row }) => row)
    const told = gone.filter((row) => this.rows[row - 1]?.told !== 'nothing')
    if (told.length > 0 && !saved)
      throw new Violation('nothing is thrown away unsaved', `${host.id}: rows ${told.join(' ')}`)
    this.excuse(gone)
  }

  /** At the end every row that a client was told of is at the leader, or listed at a diverged node. */
  settle(leader: Host): void {
    const here = leader.server.storage.rows()
    const lost = this.missing(here, (row) => row.told === 'safe')
    if (lost.length > 0)
      throw new Violation('no safe row is lost', `${leader.id} lacks rows ${lost.join(' ')}`)
    const other = leader.peer()
    const listed =
      other.unit.agent?.state.durable.role === 'DIVERGED' ? rowsOf(other.server.storage.log) : null
    const silently = this.missing(here, (row) => row.told === 'committed').filter((row) => !listed?.has(row))
    if (silently.length > 0)
      throw new Violation('no row is lost silently', `${leader.id} lacks rows ${silently.join(' ')}`)
    const lostThere = [...other.server.storage.lost].filter((row) => row > 0 && here.has(row))
    if (lostThere.length > 0)
      throw new Violation(
        'a standby has the rows that it says it has',
        `${other.id} lacks ${lostThere.join(' ')}`,
      )
  }

  private missing(here: ReadonlySet<number>, which: (row: Row) => boolean): number[] {
    const missing: number[] = []
    this.rows.forEach((row, index) => {
      if (which(row) && !row.excused && !here.has(index + 1)) missing.push(index + 1)
    })
    return missing
  }

  private excuse(rows: readonly number[]): void {
    for (const row of rows) {
      const record = this.rows[row - 1]
      if (record === undefined || record.excused) continue
      record.excused = true
      if (record.told !== 'nothing') this.tally.givenUp += 1
    }
  }
}

function rowsOf(log: readonly Transaction[]): Set<number> {
  return new Set(log.map(({ row }) => row))
}

function nameOf({ origin, number, row }: Transaction): string {
  return `${origin}:${number}/${row}`
}
