import { Agent } from './agent.ts'
import type { Host } from './host.ts'

/** The agent as systemd runs it: whenever it has ended, a script closes writes; then it is started again. */
export class AgentUnit {
  agent: Agent | null = null
  private life = 0
  private readonly host: Host

  constructor(host: Host) {
    this.host = host
  }

  start(delay: number): void {
    const { host } = this
    const life = ++this.life
    host.world.timeline.later(delay, null, () => {
      if (!host.on || this.life !== life) return
      host.agentProcess = host.machine.start()
      this.agent = new Agent(host, host.agentProcess)
      this.agent.begin()
    })
  }

  /** Gone without anybody who would notice: power-off. */
  kill(): void {
    this.life += 1
    this.host.agentProcess?.kill()
    this.host.agentProcess = null
    this.agent = null
  }

  /** The process ended, however: ExecStopPost, then Restart=always. */
  end(why: string, closed: () => void = () => undefined, closingMilliseconds = 1000): void {
    const { host } = this
    if (this.agent === null) return
    host.world.note(host.id, `the agent ended: ${why}`)
    this.kill()
    const restart = this.life
    // systemd itself stands still while the machine does.
    const systemd = host.machine.start()
    host.world.timeline.later(host.world.random.between(5, 40), systemd, () => {
      this.stopped(() => {
        closed()
        if (this.life === restart) this.start(1000)
      }, closingMilliseconds)
    })
  }

  /** What keepalived's check does about an agent that shows no life; it says so when writes are closed. */
  endStaleAgent(closed: () => void): void {
    if (this.agent === null) closed()
    else this.end('shows no life', closed, 400)
  }

  /** The stop script: closes writes within that time, or before another node can lead, else ends mysqld; then lets the VIP go. */
  private stopped(done: () => void, closingMilliseconds: number): void {
    const { host } = this
    const { timeline } = host.world
    const boot = host.boots
    const script = host.machine.start()
    const adopted = host.disk.state !== null && host.disk.state.role !== 'FORMING'
    const after = () => {
      if (!host.on || host.boots !== boot) return
      host.verdict = 1
      if (adopted) host.vip = false
      host.keepalived.verdictChanged()
      done()
    }
    if (!adopted) return after()
    const { server } = host
    const asked = server.process
    let closed = false
    let withdrawn = false
    if (server.answers()) {
      server.source.close(
        () => withdrawn,
        (well) => (closed = well),
      )
    } else if (server.phase === 'up') {
      // A frozen server reads the statement when it thaws, unless it has been ended by then.
      timeline.later(0, asked, () => {
        server.source.close(
          () => withdrawn,
          (well) => (closed = well),
        )
      })
    }
    const look = (left: number) => {
      if (closed || server.phase === 'down') return after()
      if (left > 0) return timeline.later(20, script, () => look(left - 20))
      withdrawn = true
      if (host.world.configuration.stopScriptKills) server.kill()
      after()
    }
    timeline.later(10, script, () => look(this.millisecondsLeft(closingMilliseconds)))
  }

  private millisecondsLeft(most: number): number {
    const { aloneUntil, freshAt, world } = this.host
    const done = world.timeline.now - freshAt >= 3000
    if (aloneUntil === null || done || !world.configuration.stopScriptHurries) return most
    return Math.max(50, Math.min(most, aloneUntil - 100 - this.host.uptime()))
  }
}
