import type { LaneAction } from '../../../agent/decide/action.ts'
import { Violation } from '../checks/violation.ts'
import type { Process } from '../world/process.ts'
import type { Host } from './host.ts'

/** Arranges that the script goes on, well or with an error. */
export type Wait = (resume: (error?: Error) => void) => void
export type Script = Generator<Wait, string, undefined>

/** One action under way: a script that may stop at every step, be aborted, or die with its agent. */
export class Job {
  over = false
  readonly host: Host
  readonly process: Process
  readonly action: LaneAction
  private readonly report: (ok: boolean, detail: string) => void
  private script: Script | null = null
  private steps = 0

  constructor(
    host: Host,
    process: Process,
    action: LaneAction,
    report: (ok: boolean, detail: string) => void,
  ) {
    this.host = host
    this.process = process
    this.action = action
    this.report = report
  }

  run(script: Script, deadlineMilliseconds: number): void {
    this.script = script
    this.host.world.timeline.later(deadlineMilliseconds, this.process, () => this.stop('its time was up'))
    this.step()
  }

  /** Ends it from outside. */
  stop(reason: string): void {
    if (this.over) return
    this.over = true
    this.report(false, reason)
  }

  private step(error?: Error): void {
    if (this.over || this.script === null) return
    this.host.world.point(this.host.id, `${this.action.kind} ${this.steps++}`)
    if (!this.process.alive) return
    try {
      const { done, value } = error === undefined ? this.script.next() : this.script.throw(error)
      if (done === true) this.end(true, value)
      else value((failure) => this.step(failure))
    } catch (failure) {
      if (failure instanceof Violation) throw failure
      this.end(false, (failure as Error).message)
    }
  }

  private end(ok: boolean, detail: string): void {
    this.over = true
    this.report(ok, detail)
  }
}
