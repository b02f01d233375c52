import type { Process } from '../world/process.ts'
import type { Host } from './host.ts'

type State = 'down' | 'fault' | 'backup' | 'master'

/** VRRP as configured: unicast adverts, no preemption, a verdict file and a check of its freshness. */
export class Keepalived {
  state: State = 'down'
  private process: Process | null = null
  private masterDownAt = Infinity
  private timerArmed = false
  private freshPasses = 2
  private life = 0
  private readonly host: Host

  constructor(host: Host) {
    this.host = host
  }

  alive(): boolean {
    return this.process?.alive === true
  }

  runs(): boolean {
    return this.process?.runs() === true
  }

  start(delay: number): void {
    const { host } = this
    const life = ++this.life
    host.world.timeline.later(delay, null, () => {
      if (!host.on || this.life !== life) return
      this.process = host.machine.start()
      this.state = 'fault'
      this.freshPasses = 0
      this.check()
    })
  }

  /** Its process is killed. The unit takes the VIP off and starts it again, unless `left` behind. */
  kill(left: boolean): void {
    if (this.process === null) return
    this.vanish()
    if (left) return
    const { boots } = this.host
    this.host.world.timeline.later(30, null, () => {
      if (this.host.boots === boots) this.host.vip = false
    })
    this.start(2030)
  }

  /** The VRRP child alone is killed: it takes the VIP with it, and the parent starts another. */
  respawn(): void {
    const { process, host } = this
    if (process === null) return
    this.leave(false)
    this.state = 'fault'
    host.world.timeline.later(20, process, () => this.evaluate())
  }

  vanish(): void {
    this.life += 1
    this.process?.kill()
    this.process = null
    this.state = 'down'
    this.timerArmed = false
    this.masterDownAt = Infinity
  }

  /** The verdict file changed: inotify tells at once. */
  verdictChanged(): void {
    if (this.process !== null) this.host.world.timeline.later(5, this.process, () => this.evaluate())
  }

  receive(priority: number, senderIsHigher: boolean): void {
    const { timeline, configuration } = this.host.world
    if (this.state === 'master') {
      if (priority > 0 && senderIsHigher) this.leave(false, 'backup')
      return
    }
    if (this.state !== 'backup') return
    this.masterDownAt =
      timeline.now + (priority === 0 ? this.skew() : configuration.vrrp.masterDown(this.skew()))
    this.arm()
  }

  private skew(): number {
    return this.host.world.configuration.vrrp.skew(this.host.id)
  }

  private evaluate(): void {
    const { host } = this
    const { timeline, configuration } = host.world
    const good = host.verdict === 0 && this.freshPasses >= 2
    if (!good && this.state !== 'fault') this.leave(true)
    if (!good || this.state !== 'fault') return
    this.state = 'backup'
    this.masterDownAt = timeline.now + configuration.vrrp.masterDown(this.skew())
    this.arm()
  }

  private leave(say: boolean, next: State = 'fault'): void {
    const { host } = this
    if (this.state === 'master') {
      host.vip = false
      host.world.note(host.id, `VRRP ${next}`)
      if (say) this.send(0)
    }
    this.state = next
    host.unit.agent?.ring()
    if (next === 'backup') {
      this.masterDownAt = host.world.timeline.now + host.world.configuration.vrrp.masterDown(this.skew())
      this.arm()
    }
  }

  private arm(): void {
    if (this.timerArmed || this.process === null) return
    this.timerArmed = true
    const { timeline } = this.host.world
    timeline.later(Math.max(1, this.masterDownAt - timeline.now), this.process, () => {
      this.timerArmed = false
      if (this.state !== 'backup') return
      if (timeline.now < this.masterDownAt) return this.arm()
      this.state = 'master'
      this.host.vip = true
      if (this.host.world.configuration.vrrp.notifyOpens) this.host.server.readOnly = false
      this.host.world.note(this.host.id, 'VRRP master')
      this.host.unit.agent?.ring()
      this.advertise()
    })
  }

  private advertise(): void {
    const { host, process } = this
    if (this.state !== 'master' || process === null) return
    this.send(host.world.configuration.vrrp.priority(host.id))
    host.world.timeline.later(host.world.configuration.vrrp.advertMilliseconds, process, () =>
      this.advertise(),
    )
  }

  private send(priority: number): void {
    const { world, id } = this.host
    const there = this.host.peer()
    const higher = world.configuration.vrrp.priority(id) > world.configuration.vrrp.priority(there.id)
    world.network.datagram(
      id,
      there.id,
      () => there.keepalived.process,
      () => there.keepalived.receive(priority, higher),
    )
  }

  /** The track script, once a second: `rise 2` good looks in a row, `fall 1` bad one. */
  private check(): void {
    const { host, process } = this
    const { timeline } = host.world
    if (process === null) return
    const fresh = () => timeline.now - host.freshAt < 2000
    const pass = () => {
      this.freshPasses += 1
      this.evaluate()
    }
    if (fresh()) pass()
    // Its host may have been frozen with it: the agent has a moment to show that it lives.
    else timeline.later(200, process, () => (fresh() ? pass() : this.endStaleAgent(process)))
    timeline.later(1000, process, () => this.check())
  }

  /** The script closes writes before it fails; keepalived waits for it, but not for long. */
  private endStaleAgent(process: Process): void {
    const { host } = this
    const { timeline } = host.world
    let told = false
    const fail = () => {
      if (told) return
      told = true
      this.freshPasses = 0
      this.evaluate()
    }
    host.unit.endStaleAgent(() => timeline.later(1, process, fail))
    timeline.later(1800, process, fail)
  }
}
