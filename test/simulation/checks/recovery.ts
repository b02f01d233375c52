import { approve, leaderOf, roleOf, say } from '../faults/operator.ts'
import type { Host } from '../model/host.ts'
import type { World } from '../world/world.ts'
import { Violation } from './violation.ts'

/** The pair must have found itself again this long after the last fault has ended. */
const patienceMilliseconds = 90_000
const restMilliseconds = 2000
/** Where policy asks for a person, one comes this late. */
const personMilliseconds = { assisted: 5000, automatic: 50_000 }

/** After all faults: one primary with the VIP, and a standby or a diverged node that says why. */
export class Recovery {
  private readonly world: World
  private readonly from: number
  private askedAt = -Infinity

  constructor(world: World) {
    this.world = world
    this.from = world.timeline.now
    for (const host of [world.hosts.a, world.hosts.b]) {
      say(host, { name: 'clear-flap' })
      if (roleOf(host) === 'MAINT') say(host, { name: 'maint', on: false })
    }
  }

  await(): void {
    const { timeline, judge } = this.world
    let since: number | null = null
    while (timeline.now - this.from < patienceMilliseconds) {
      timeline.step()
      judge.check()
      const leader = this.wholeUnder()
      if (leader === null) since = null
      else since ??= timeline.now
      if (since === null) this.help()
      if (leader !== null && since !== null && timeline.now - since >= restMilliseconds)
        return judge.settled(leader)
    }
    throw new Violation('the pair finds itself again', this.picture())
  }

  /** The leader, when all is as it shall be. */
  private wholeUnder(): Host | null {
    const leader = leaderOf(this.world)
    if (leader === null || !leader.vip || !leader.server.writable()) return null
    // It takes a newer term only when its disk has had room for a while.
    if (leader.unit.agent?.state.diskFullSince !== null) return null
    const other = leader.peer()
    const role = roleOf(other)
    if (other.vip || other.server.writable()) return null
    if (role === 'DIVERGED') return other.unit.agent?.state.durable.divergence?.dump ? leader : null
    return role === 'STANDBY' && replicates(leader, other) ? leader : null
  }

  /**
   * What a person does whom the policy asks for: ends a maintenance, clears a flap guard, repairs an applier, gives up what a rebuild
   * names, approves where approval is asked for.
   */
  private help(): void {
    const { world } = this
    const { now } = world.timeline
    if (now - this.askedAt < 5000) return
    this.askedAt = now
    const { a, b } = world.hosts
    for (const host of [a, b]) {
      if (roleOf(host) === 'MAINT') say(host, { name: 'maint', on: false })
      const wouldBeLost = /^(\S+) would be lost/.exec(
        host.unit.agent?.state.durable.rebuild?.error ?? '',
      )?.[1]
      if (wouldBeLost !== undefined) say(host, { name: 'rebuild', method: 'auto', discard: wouldBeLost })
      if (host.unit.agent?.state.verdictReason.endsWith('less than ten minutes ago') === true)
        say(host, { name: 'clear-flap' })
      if (host.server.replica.sqlErrno === 1062 && host.server.answers()) host.server.replica.start('sql')
    }
    const { failover, semisync } = world.policy
    const asks = failover === 'assisted' || semisync === 'consistency'
    const late = failover === 'assisted' ? personMilliseconds.assisted : personMilliseconds.automatic
    if (!asks || now - this.from < late || leaderOf(world) !== null) return
    const fit = [a, b].filter((host) => ['FENCED', 'STANDBY'].includes(roleOf(host)))
    const [best] = fit.sort((one, two) => merit(two) - merit(one))
    world.note('w', () => `a person approves ${best?.id ?? 'nobody'}`)
    if (best !== undefined) approve(world, best)
  }

  private picture(): string {
    return [this.world.hosts.a, this.world.hosts.b]
      .map((host) => {
        const durable = host.unit.agent?.state.durable
        const { verdictReason } = host.unit.agent?.state ?? {}
        const facts = `${host.vip ? 'VIP ' : ''}${host.server.writable() ? 'writable ' : ''}${host.keepalived.state}`
        return `${host.id} ${durable?.role} (${durable?.reason}; ${verdictReason}) ${facts}`
      })
      .join('; ')
  }
}

/** Semi-sync is on between the two, on its own side each, and nothing is left to apply. */
function replicates({ server: source }: Host, { server: standby }: Host): boolean {
  if (standby.source.enabled || !standby.replica.connected()) return false
  return source.source.waits() && source.source.dumps.size > 0 && standby.replica.applied()
}

/** Whose agent asks for it comes first, as the status tells; then more data, and of equals who led last. */
function merit(host: Host): number {
  const { verdictReason = '', durable } = host.unit.agent?.state ?? {}
  const asked = verdictReason.endsWith('waiting for an operator') ? 1e6 : 0
  return asked + host.server.storage.committed + (durable?.primaryTerm ?? 0) / 1000
}
