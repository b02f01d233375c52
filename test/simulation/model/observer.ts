import type { MysqlFacts, MysqlObservation, Probe } from '../../../agent/decide/observation.ts'
import type { Process } from '../world/process.ts'
import type { Host } from './host.ts'

const spacingMilliseconds = 200
const recheckMilliseconds = 120
const probeMilliseconds = 1000

/** Looks at the server again and again, as agent/observe does. */
export class Observer {
  private latest: Probe | null = null
  private facts: MysqlFacts | null = null
  private busy = false
  private sequence = 0
  private startedAt = -Infinity
  private readonly host: Host
  private readonly process: Process
  private readonly wake: () => void

  constructor(host: Host, process: Process, wake: () => void) {
    this.host = host
    this.process = process
    this.wake = wake
  }

  observe(): MysqlObservation {
    return { probe: this.latest, facts: this.facts }
  }

  probe(urgent = false): void {
    const { host, process } = this
    const now = host.uptime()
    if (this.busy || (!urgent && now - this.startedAt < spacingMilliseconds)) return
    this.busy = true
    this.startedAt = now
    const { server } = host
    const { timeline, random } = host.world
    const instance = server.instance()
    let answered = false
    const settle = (end: () => void) => {
      if (answered) return
      answered = true
      this.busy = false
      end()
    }
    if (server.phase !== 'up')
      return timeline.later(1, process, () => settle(() => this.silent(instance, false, 'refused')))
    if (server.full && random.chance(0.5))
      return timeline.later(1, process, () => settle(() => this.report('alive', 'too many', instance, true)))
    const gone = () =>
      timeline.later(1, process, () => settle(() => this.silent(instance, server.phase === 'up', 'gone')))
    server.waiting.add(gone)
    timeline.later(random.between(1, 4), server.process, () => {
      server.waiting.delete(gone)
      const facts = server.facts(now)
      timeline.later(1, process, () =>
        settle(() => {
          this.facts = { ...facts, instance }
          this.report('ok', '', instance, true)
        }),
      )
    })
    timeline.later(probeMilliseconds, process, () =>
      settle(() => this.silent(instance, server.phase === 'up', 'no answer')),
    )
  }

  private silent(instance: string | null, listening: boolean, error: string): void {
    const first = this.latest?.result !== 'no-answer'
    this.facts = null
    this.report('no-answer', error, instance, listening)
    if (first) this.host.world.timeline.later(recheckMilliseconds, this.process, () => this.probe(true))
  }

  private report(result: Probe['result'], error: string, instance: string | null, listening: boolean): void {
    const changed = this.latest?.result !== result || this.latest.instance !== instance
    this.latest = { sequence: ++this.sequence, at: this.host.uptime(), result, error, instance, listening }
    if (changed) this.wake()
  }
}
