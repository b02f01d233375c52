import type { Command } from '../../../agent/decide/event.ts'
import type { Host } from '../model/host.ts'
import type { World } from '../world/world.ts'
import type { FaultKind } from './fault.ts'

/** A person types something, at whatever moment; where it can cost data that is on him. */
export function operate(
  world: World,
  host: Host,
  kind: Extract<FaultKind, `operator: ${string}`>,
): () => void {
  const nothing = () => undefined
  switch (kind) {
    case 'operator: maint':
      say(host, { name: 'maint', on: true })
      return () => say(host, { name: 'maint', on: false })
    case 'operator: fence':
      say(host, { name: 'fence' })
      return nothing
    case 'operator: clear-flap':
      say(host, { name: 'clear-flap' })
      return nothing
    case 'operator: switchover':
      say(leaderOf(world) ?? host, { name: 'switchover' })
      return nothing
    case 'operator: rebuild':
      rebuild(host)
      return nothing
    case 'operator: adopt':
      approve(world, host)
      return nothing
  }
}

export function say(host: Host, command: Command): void {
  host.unit.agent?.command(command)
}

export function roleOf(host: Host): string {
  return host.unit.agent?.state.durable.role ?? 'down'
}

export function leaderOf(world: World): Host | null {
  return [world.hosts.a, world.hosts.b].find((host) => roleOf(host) === 'PRIMARY') ?? null
}

/** Names what would be lost, as the status shows it. */
export function rebuild(host: Host): void {
  const discard = host.unit.agent?.state.durable.divergence?.errant ?? ''
  say(host, { name: 'rebuild', method: 'auto', discard })
}

/** "This node shall lead": under `assisted` the voters do not stop it, so a careful person looks at the other one first. */
export function approve(world: World, host: Host): void {
  const other = host.peer()
  if (world.policy.failover !== 'automatic' && other.server.writable()) return
  say(host, { name: 'adopt', primary: 'SELF' })
}
