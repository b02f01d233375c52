import type { Host } from '../model/host.ts'
import { outOfRoom } from '../model/replica.ts'
import type { Place } from '../world/network.ts'
import type { World } from '../world/world.ts'
import type { Fault } from './fault.ts'
import { operate } from './operator.ts'

/** Does what the fault says; the answer takes it back. */
export function strike(world: World, fault: Fault): () => void {
  const host = world.hosts[fault.node]
  const { variant } = fault
  const nothing = () => undefined
  world.note(fault.node, () => `FAULT ${fault.kind} for ${fault.lasts} ms`)
  switch (fault.kind) {
    case 'power off':
      host.powerOff()
      return () => host.powerOn()
    case 'power off both':
      world.hosts.a.powerOff()
      world.hosts.b.powerOff()
      return () => {
        const [first, second] = variant < 0.5 ? [host, host.peer()] : [host.peer(), host]
        first.powerOn()
        world.timeline.later(Math.round(variant * 5000), null, () => second.powerOn())
      }
    case 'mysqld killed':
      host.server.kill()
      return nothing
    case 'mysqld starts slowly':
      host.server.startMilliseconds = 1000 + Math.round(variant * 8000)
      host.server.kill()
      return () => void (host.server.startMilliseconds = 400)
    case 'mysqld frozen':
      return freezeServer(host)
    case 'agent killed':
      host.unit.end('killed')
      return nothing
    case 'agent frozen':
      return freezeAgent(host)
    case 'host frozen':
      host.machine.freeze()
      return () => {
        world.judge.thawed(host.id)
        host.machine.thaw()
      }
    case 'VRRP child killed':
      host.keepalived.respawn()
      return nothing
    case 'keepalived killed':
      host.keepalived.kill(false)
      return nothing
    case 'keepalived killed, VIP left behind':
      host.keepalived.kill(true)
      return () => host.on && !host.keepalived.alive() && host.keepalived.start(0)
    case 'pair cut':
      return cut(world, [
        ['a', 'b'],
        ['b', 'a'],
      ])
    case 'node cut off':
      return cut(world, [
        [host.id, host.peer().id],
        [host.peer().id, host.id],
        [host.id, 'w'],
        ['w', host.id],
      ])
    case 'cut in one direction':
      return cut(world, [
        variant < 0.6 ? [host.id, host.peer().id] : variant < 0.8 ? [host.id, 'w'] : ['w', host.id],
      ])
    case 'witness cut off':
      return cut(world, [
        ['w', host.id],
        [host.id, 'w'],
      ])
    case 'bad network':
      return disturb(world, fault)
    case 'witness stopped':
      world.witness?.stop()
      return () => world.witness?.restart()
    case 'witness restarted':
      world.witness?.restart()
      return nothing
    case 'disk stuck':
      host.disk.stuck = true
      return () => void (host.disk.stuck = false)
    case 'disk full':
      return fillDisk(host, variant)
    case 'disk slow':
      host.disk.milliseconds = 100 + Math.round(variant * 3000)
      return () => void (host.disk.milliseconds = 3)
    case 'clock stepped':
      host.wallOffset = Math.round((variant - 0.5) * 1e9)
      return nothing
    case 'applier slow':
      host.server.replica.applyMilliseconds = 50 + Math.round(variant * 400)
      return () => void (host.server.replica.applyMilliseconds = 1)
    case 'applier stopped by an error':
      return stopApplier(host, variant)
    case 'too many connections':
      host.server.full = true
      return () => void (host.server.full = false)
    case 'slow statements':
      for (const client of world.clients)
        client.slowness = { share: 0.2, longestMilliseconds: 300 + Math.round(variant * 8000), stubborn: 0.3 }
      return () => {
        for (const client of world.clients) client.slowness.share = 0
      }
    case 'operator: maint':
    case 'operator: fence':
    case 'operator: adopt':
    case 'operator: clear-flap':
    case 'operator: switchover':
    case 'operator: rebuild':
      return operate(world, host, fault.kind)
  }
}

function freezeServer(host: Host): () => void {
  const { process } = host.server
  process?.freeze()
  return () => {
    host.world.judge.thawed(host.id)
    process?.thaw()
  }
}

function freezeAgent(host: Host): () => void {
  const process = host.agentProcess
  process?.freeze()
  return () => {
    host.world.judge.thawed(host.id)
    process?.thaw()
  }
}

/** What the agent writes, what the server writes, or both on one disk. */
function fillDisk({ disk }: Host, variant: number): () => void {
  disk.full = variant < 0.6
  disk.dataFull = variant > 0.3
  return () => void (disk.full = disk.dataFull = false)
}

/** By a transaction that does not fit, which people see to, or by a full disk, which only the agent does. */
function stopApplier({ server }: Host, variant: number): () => void {
  const byRoom = variant > 0.5
  server.replica.fail(byRoom ? outOfRoom : 1062)
  return () => !byRoom && server.answers() && server.replica.start('sql')
}

function cut(world: World, ways: [Place, Place][]): () => void {
  for (const [from, to] of ways) world.network.cut(from, to)
  return () => {
    for (const [from, to] of ways) world.network.heal(from, to)
  }
}

function disturb(world: World, { node, variant }: Fault): () => void {
  const ways: [Place, Place][] = [
    ['a', 'b'],
    ['b', 'a'],
    [node, 'w'],
    ['w', node],
  ]
  for (const [from, to] of ways) {
    const path = world.network.path(from, to)
    path.delay = Math.round(variant * 600)
    path.loss = world.random.next() * 0.5
    path.doubled = 0.3
  }
  return () => {
    for (const [from, to] of ways) world.network.heal(from, to)
  }
}
