import { countsSince, countsText, sumOfCounts } from './counts.ts'
import { duration } from './duration.ts'
import { hostOf, type HostState, type RunState } from './run-state.ts'
import type { TaskGroup } from './task-groups.ts'
import { finishedText, liveText, newRow, type Row } from './terminal-rows.ts'
import type { RowText, TerminalTask } from './terminal-task.ts'

export interface OpenTaskSettings {
  readonly task: TerminalTask
  readonly group: TaskGroup
  readonly hosts: readonly string[]
  readonly state: RunState
  /** When the task began, in milliseconds. */
  readonly since: number
}

/** The task of the list that is at work: its hosts' rows and what it says from frame to frame. */
export class OpenTask {
  readonly rows: ReadonlyMap<string, Row>
  readonly #settings: OpenTaskSettings
  #phase = ''

  constructor(settings: OpenTaskSettings) {
    const { task, hosts, state } = settings
    this.#settings = settings
    this.rows = new Map(hosts.map((host) => [host, newRow(hostOf(state, host))]))
    task.begin(hosts)
  }

  is(stage: string, role: string): boolean {
    return this.#settings.group.stage === stage && this.#settings.group.role === role
  }

  enter(phase: string): void {
    this.#phase = phase
  }

  draw(now: number, stopping: boolean): void {
    const { task, group, since } = this.#settings
    const place = `${this.#phase} (${group.phases.indexOf(this.#phase) + 1} of ${group.phases.length})`
    const time = now - since >= 1000 ? `  ${duration(now - since)}` : ''
    const title = `${group.title}: ${place}${time}${stopping ? '  stopping after the current step' : ''}`
    task.show({ title, rows: this.#rowTexts((row, host) => liveText(row, host, now)) })
  }

  finish(now: number): void {
    const { task, group, since, state } = this.#settings
    const mode = state.started?.mode ?? 'apply'
    const counts = [...this.rows].map(([host, row]) => countsSince(hostOf(state, host).counts, row.before))
    task.show({
      title: `${group.title}  ${countsText(sumOfCounts(counts), mode)}  ${duration(now - since)}`,
      rows: this.#rowTexts((row, host) => finishedText(row, host, mode)),
    })
    task.finish()
  }

  #rowTexts(textOf: (row: Row, host: HostState) => RowText): Map<string, RowText> {
    const { state } = this.#settings
    return new Map([...this.rows].map(([host, row]) => [host, textOf(row, hostOf(state, host))]))
  }
}
