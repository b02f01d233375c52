import type { Action, LaneAction } from '../../../agent/decide/action.ts'
import { decide } from '../../../agent/decide/decide.ts'
import type { AgentEvent, Command } from '../../../agent/decide/event.ts'
import { startState } from '../../../agent/decide/initial.ts'
import type { PeerState } from '../../../agent/decide/peer-state.ts'
import type { AgentState, Lane } from '../../../agent/decide/state.ts'
import { votesNeededUntil } from '../../../agent/decide/urgency.ts'
import { createConversation } from '../../../agent/link/conversation.ts'
import { createLeaseLedger } from '../../../agent/link/lease-ledger.ts'
import type { Process } from '../world/process.ts'
import { deadlines } from '../../../agent/act/deadlines.ts'
import type { Host } from './host.ts'
import { Job } from './job.ts'
import { Observer } from './observer.ts'
import { perform } from './perform.ts'
import { Saver } from './saver.ts'

/** Work that writes files: no signal interrupts that. */
const atFiles: ReadonlySet<LaneAction['kind']> = new Set(['detach', 'dump-errant', 'rebuild'])
/** The actor's. */
const patienceMilliseconds = 1000

/** One life of one agent: the real judgement and ledgers, in place of sockets, files and statements a model. */
export class Agent {
  state: AgentState
  private events: AgentEvent[] = []
  private woken = false
  private turns = 0
  private readonly conversation
  private readonly ledger
  private readonly observer: Observer
  private readonly saver: Saver
  private readonly lanes = new Map<Lane, Job>()
  private readonly lanesFree = new Map<Lane, number>()
  private readonly host: Host
  private readonly process: Process

  constructor(host: Host, process: Process) {
    const { world } = host
    this.host = host
    this.process = process
    const peerId = host.peer().id
    const config = {
      clusterId: 'simulated',
      nodeId: host.id,
      peerId,
      peerHost: peerId,
      gateway: false,
      policy: world.policy,
      bootId: `${host.id}${host.boots}`,
    }
    this.state = startState(config, host.disk.state, this.time())
    this.conversation = createConversation(`${host.id}${world.serial()}`)
    this.ledger = createLeaseLedger(world.witness !== null)
    this.observer = new Observer(host, process, () => this.wake())
    this.saver = new Saver(host, process, (revision) => this.happened({ kind: 'persisted', revision }))
  }

  begin(): void {
    this.turn()
  }

  /** keepalived's bell: something about the VIP changed. */
  ring(): void {
    this.wake()
  }

  command(command: Command): void {
    this.happened({ kind: 'command', id: this.host.world.serial(), command })
  }

  happened(event: AgentEvent): void {
    this.events.push(event)
    this.wake()
  }

  private wake(): void {
    if (this.woken) return
    this.woken = true
    this.host.world.timeline.later(0, this.process, () => this.turn())
  }

  private time() {
    return { uptime: this.host.uptime(), wall: this.host.wall() }
  }

  private turn(): void {
    const { host } = this
    const { world } = host
    const now = host.uptime()
    this.woken = false
    this.turns += 1
    this.observer.probe()
    const seen = {
      vip: host.vip,
      keepalived: null,
      diskFull: host.disk.dataFull,
      mysql: this.observer.observe(),
      peer: this.conversation.observe(),
      lease: this.ledger.observe(now),
      events: this.events,
    }
    this.events = []
    const untouched = world.shield(this.state, seen)
    const decision = decide(this.state, seen, this.time())
    untouched()
    const before = this.state
    this.state = decision.state
    world.judge.turned(host, before, decision.state, seen.peer)
    this.point('turn')
    host.freshAt = world.timeline.now
    host.aloneUntil = votesNeededUntil(decision.state)
    if (host.verdict !== decision.state.verdict) {
      host.verdict = decision.state.verdict
      host.keepalived.verdictChanged()
    }
    this.point('verdict')
    this.tell(decision.tell)
    this.point('tell')
    if (this.process.alive && this.ledger.want(decision.lease?.term ?? null, now)) this.askWitness(now)
    for (const action of decision.actions) this.handOut(action)
    const { turns } = this
    world.timeline.later(
      decision.nextTurnMilliseconds,
      this.process,
      () => this.turns === turns && this.turn(),
    )
  }

  /** A moment at which a fault may strike. */
  private point(name: string): void {
    if (this.process.alive) this.host.world.point(this.host.id, name)
  }

  private tell(publication: Parameters<typeof this.conversation.tell>[0]): void {
    const { host } = this
    const { network } = host.world
    const peer = host.peer()
    if (!this.process.alive || peer.unit.agent === null) return
    const message = this.conversation.tell(publication, host.uptime())
    if (message === null) return
    const reader = () => peer.agentProcess
    network.message(host.id, peer.id, reader, () => peer.unit.agent?.hear(message))
  }

  private hear(message: PeerState): void {
    this.host.world.point(this.host.id, 'hear')
    if (this.process.alive && this.conversation.hear(message, this.host.uptime())) this.wake()
  }

  private askWitness(now: number): void {
    const { host, ledger } = this
    const { network, witness } = host.world
    if (witness === null) return
    // So many questions without an answer: the connection is made anew.
    if (ledger.open() > 40) return ledger.forget()
    const { sequence, term } = ledger.ask(now)
    network.message(
      host.id,
      'w',
      () => witness.process,
      () => {
        const reply = witness.answer({ node: host.id, term })
        network.message(
          'w',
          host.id,
          () => this.process,
          () => {
            if (ledger.hear(sequence, reply, host.uptime())) this.wake()
          },
        )
      },
    )
  }

  private handOut(action: Action): void {
    if (!this.process.alive) return
    const { world, id } = this.host
    if (action.kind === 'persist') this.saver.save(action.revision, action.durable)
    else if (action.kind === 'reply') world.note(id, `reply: ${action.message}`)
    else if (action.kind === 'log') world.note(id, () => JSON.stringify(action.record))
    else this.start(action)
    this.point(`after ${action.kind}`)
  }

  private start(action: Extract<Action, { lane: Lane }>): void {
    const { host, process } = this
    const { world } = host
    world.note(host.id, () => `starts ${JSON.stringify(action)}`)
    world.judge.started(host, action)
    const running = this.lanes.get(action.lane)
    // What hangs at its file when it is told to stop is waited for, but not for long; so does whatever comes next meanwhile.
    // Statements do not hang: the agent destroys their connection, which fails them at once, whatever the server waits for.
    const hangs =
      running !== undefined && !running.over && host.disk.stuck && atFiles.has(running.action.kind)
    if (hangs) this.lanesFree.set(action.lane, host.uptime() + patienceMilliseconds)
    running?.stop('something more urgent came')
    const job = new Job(host, process, action, (ok, detail) => {
      world.note(host.id, () => `${action.kind} ${ok ? 'done' : 'failed'}: ${detail}`)
      this.observer.probe(true)
      this.happened({ kind: 'outcome', id: action.id, ok, detail })
    })
    this.lanes.set(action.lane, job)
    world.timeline.later(
      Math.max(0, (this.lanesFree.get(action.lane) ?? 0) - host.uptime()),
      process,
      () => job.over || job.run(perform(job), deadlines[action.kind]),
    )
  }
}
