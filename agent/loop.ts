import { createActor } from './act/actor.ts'
import { createWatch } from './alerts/watch.ts'
import { tellBackups } from './backup/report.ts'
import { controlServer } from './control/server.ts'
import type { Action, FreeAction } from './decide/action.ts'
import { decide } from './decide/decide.ts'
import type { AgentEvent, Command } from './decide/event.ts'
import { startState } from './decide/initial.ts'
import { timing } from './decide/timing.ts'
import type { Observation } from './decide/observation.ts'
import type { AgentState, DurableState } from './decide/state.ts'
import { votesNeededUntil } from './decide/urgency.ts'
import { fifo } from './files/fifo.ts'
import { newest } from './files/newest.ts'
import { replaceFile } from './files/replace-file.ts'
import { rotatingLog } from './files/rotating-log.ts'
import { loadState, saveState } from './files/state-file.ts'
import { bootId, uptimeMilliseconds } from './files/uptime.ts'
import { verdictFile } from './files/verdict-file.ts'
import { peerLink } from './link/peer-link.ts'
import { witnessClient } from './link/witness-client.ts'
import { makeStatus } from './make-status.ts'
import { isDiskFull, serverDirectories } from './observe/disk.ts'
import { gatewayObserver } from './observe/gateway.ts'
import { keepalivedObserver } from './observe/keepalived.ts'
import { mysqlObserver } from './observe/mysql.ts'
import { holdsAddress } from './observe/vip.ts'
import { donor } from './rebuild/donor.ts'
import { clearLeftovers } from './rebuild/leftovers.ts'
import type { Settings } from './settings.ts'
import type { AgentStatus } from './status.ts'

/** Runs the agent until the process ends: look, decide, hand out; every 250 ms, and at once when something happened. */
export function runLoop(settings: Settings): void {
  const config = {
    clusterId: settings.clusterId,
    nodeId: settings.nodeId,
    peerId: settings.peer.nodeId,
    peerHost: settings.peer.address,
    gateway: settings.vip.gateway !== null,
    policy: settings.policy,
    bootId: bootId(),
  }
  const clock = () => ({ uptime: uptimeMilliseconds(), wall: new Date().toISOString() })
  clearLeftovers(settings)
  const saved = loadState(settings.paths.state, settings.clusterId, settings.nodeId)
  let state: AgentState = startState(config, saved, clock())
  let events: AgentEvent[] = []
  let seen: Observation
  let woken = false
  // Told one turn later: nothing is decided by it.
  let told: ReturnType<typeof tellBackups> = {}
  let nextTurn: NodeJS.Timeout | undefined

  const logs = {
    notify: rotatingLog(`${settings.paths.logs}/notify.log`),
    check_mysql: rotatingLog(`${settings.paths.logs}/check_mysql.log`),
  }
  const verdict = verdictFile(settings.paths.verdict, settings.paths.fresh)
  const watch = createWatch(settings, (record) => logs.notify.write(record))
  const doorbell = fifo(settings.paths.fifo, wake)
  const mysql = mysqlObserver(settings.mysql, uptimeMilliseconds, wake)
  const peer = peerLink(
    settings,
    uptimeMilliseconds,
    wake,
    donor(settings, () => standing(state)),
  )
  const gateway = gatewayObserver(settings.vip.gateway, uptimeMilliseconds, wake)
  const witness = witnessClient(settings, uptimeMilliseconds, wake)
  const actor = createActor(settings, (event) => {
    if (event.kind === 'outcome') mysql.probe(true)
    happened(event)
  })
  const save = saver(settings.paths.state, happened)
  let lastCommand = 0
  const keepalivedRuns = keepalivedObserver(uptimeMilliseconds)
  const replies = new Map<number, (reply: { ok: boolean; message: string }) => void>()

  seen = look()
  controlServer(settings.paths.control, {
    status: statusNow,
    command: (command: Command) =>
      new Promise((resolve) => {
        const id = ++lastCommand
        replies.set(id, resolve)
        happened({ kind: 'command', id, command })
      }),
  })
  turn()

  function happened(event: AgentEvent): void {
    events.push(event)
    wake()
  }

  function wake(): void {
    if (woken) return
    woken = true
    setImmediate(turn)
  }

  function look(): Observation {
    return {
      vip: holdsAddress(settings.vip.interface, settings.vip.address),
      keepalived: keepalivedRuns(),
      diskFull: isDiskFull(serverDirectories(settings.mysql)),
      mysql: mysql.observe(),
      gateway: gateway.observe(),
      peer: peer.observe(),
      lease: witness.observe(),
      events,
    }
  }

  function statusNow(): AgentStatus {
    const node = makeStatus(state, seen, uptimeMilliseconds())
    return { ...node, ...watch.look(node) }
  }

  function turn(): void {
    clearTimeout(nextTurn)
    woken = false
    mysql.probe()
    for (const line of doorbell.poll()) {
      logs.notify.write({ at: new Date().toISOString(), uptime: uptimeMilliseconds(), keepalived: line })
      watch.heard(line)
    }
    seen = look()
    if (uptimeMilliseconds() - seen.peer.receivedAt < timing.backing) gateway.forget()
    else gateway.ask()
    events = []
    const decision = decide(state, seen, clock())
    state = decision.state
    verdict.publish(state.verdict, votesNeededUntil(state))
    peer.tell({ ...decision.tell, ...told })
    witness.want(decision.lease?.term ?? null)
    decision.actions.forEach(handOut)
    const status = statusNow()
    told = tellBackups(status.backups, status)
    replaceFile(settings.paths.status, `${JSON.stringify(status)}\n`, 0o600)
    nextTurn = setTimeout(turn, decision.nextTurnMilliseconds)
  }

  function handOut(action: Action): void {
    if ('lane' in action) actor.start(action)
    else handFree(action)
  }

  function handFree(action: FreeAction): void {
    if (action.kind === 'log') logs[action.log].write(action.record)
    else if (action.kind === 'persist') save(action.revision, action.durable)
    else {
      replies.get(action.id)?.({ ok: action.ok, message: action.message })
      replies.delete(action.id)
    }
  }
}

/** What this node is to somebody who copies its data; `null`: nobody may. */
function standing({ durable: { role, primaryTerm } }: AgentState): string | null {
  if (role === 'FORMING') return role
  return role === 'PRIMARY' ? `${role} in term ${primaryTerm}` : null
}

/** Saves revisions, and reports those that are on disk. */
function saver(path: string, report: (event: AgentEvent) => void) {
  const save = newest(({ revision, durable }: { revision: number; durable: DurableState }) =>
    // A revision that was not saved is not reported; `decide` asks again and opens nothing meanwhile.
    saveState(path, durable).then(
      () => report({ kind: 'persisted', revision }),
      () => undefined,
    ),
  )
  return (revision: number, durable: DurableState) => save({ revision, durable })
}
