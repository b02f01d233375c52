import type { Place } from '../world/network.ts'
import type { World } from '../world/world.ts'
import type { Host } from './host.ts'
import type { Session } from './source.ts'

const patienceMilliseconds = 3000

/** Writes numbered rows through whichever node has the VIP where it stands, one after the other, and counts answers. */
export class Client {
  /** Share of statements that take long, and of those the share that goes on although killed. */
  slowness = { share: 0, longestMilliseconds: 0, stubborn: 0 }
  private target: { host: Host; process: Host['agentProcess'] } | null = null
  private attempt = 0
  private readonly world: World
  private readonly place: Place

  constructor(world: World, place: Place) {
    this.world = world
    this.place = place
  }

  begin(): void {
    this.again(this.world.random.between(0, 300))
  }

  private again(delay: number): void {
    const attempt = ++this.attempt
    this.world.timeline.later(delay, null, () => this.attempt === attempt && this.write())
  }

  private reaches(host: Host): boolean {
    return host.on && host.vip && this.world.network.open(this.place, host.id)
  }

  private write(): void {
    const { world } = this
    const { random, timeline } = world
    const known = this.target
    if (known === null || !this.reaches(known.host) || known.host.server.process !== known.process) {
      const reachable = [world.hosts.a, world.hosts.b].filter((host) => this.reaches(host))
      const [first, second] = reachable
      const host = second !== undefined && random.chance(0.5) ? second : first
      this.target = host === undefined ? null : { host, process: host.server.process }
    }
    if (this.target === null) return this.again(random.between(100, 250))
    const { host } = this.target
    if (host.server.phase !== 'up' || (host.server.full && random.chance(0.7)))
      return this.again(random.between(100, 250))
    const row = world.judge.newRow(host.id)
    const session = this.session(row, host)
    const slow = random.chance(this.slowness.share)
    const duration = slow ? random.between(200, this.slowness.longestMilliseconds) : random.between(1, 8)
    const stubborn = slow && random.chance(this.slowness.stubborn)
    timeline.later(world.network.latency(this.place, host.id), host.server.process, () => {
      host.server.source.execute(session, row, duration, stubborn)
    })
    this.again(patienceMilliseconds)
  }

  private session(row: number, host: Host): Session {
    const { world } = this
    const attempt = this.attempt + 1
    return {
      alive: true,
      answer: (outcome, acknowledged) => {
        if (outcome === 'committed') world.judge.acknowledged(host, row, acknowledged)
        else if (this.attempt === attempt) this.target = null
        if (this.attempt === attempt) this.again(world.random.between(60, 400))
      },
    }
  }
}
