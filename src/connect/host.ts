import type { HostWriter } from '../plan/host.ts'
import type { Probe, ProbeResult, ShellResult } from '../values/probe.ts'
import type { ShellCommand } from '../values/shell.ts'
import { asText } from './command.ts'
import type { HostConnection, LockHolder, StepBinding } from './connection.ts'
import { HostLock } from './lock.ts'
import { probeBatch } from './probe-batch.ts'
import { RemoteReader } from './reader.ts'
import type { Remote } from './remote.ts'
import { SqlSessions } from './sql-sessions.ts'
import { StepWriter } from './writer.ts'

/** One host for one run. */
export class Host extends RemoteReader implements HostConnection {
  readonly #lock: HostLock
  #sqlRoundTrips = 0

  constructor(remote: Remote) {
    super(remote, new SqlSessions(remote))
    this.#lock = new HostLock(remote)
  }

  get description(): string {
    const { user, address } = this.remote.login
    return `${user}@${address}${this.remote.become.method === 'sudo' ? ', root by sudo' : ''}`
  }

  get roundTrips(): number {
    return this.remote.roundTrips + this.#sqlRoundTrips
  }

  async probe(probes: readonly Probe[]): Promise<ProbeResult[]> {
    const batched = probes.filter((probe) => probe.kind !== 'sql')
    const statements = probes.filter((probe) => probe.kind === 'sql')
    if (batched.length === 0 && statements.length > 0) this.#sqlRoundTrips += 1
    const [answers, sets] = await Promise.all([
      probeBatch(this.remote.shell, batched),
      Promise.all(
        statements.map(({ login, statement, timeoutSeconds }) =>
          this.sessions.run(login, statement, timeoutSeconds),
        ),
      ),
    ])
    const [nextAnswer, nextSet] = [answers.values(), sets.values()]
    return probes.flatMap((probe) => {
      const { value } = probe.kind === 'sql' ? nextSet.next() : nextAnswer.next()
      return value === undefined ? [] : [value]
    })
  }

  writer(binding: StepBinding): HostWriter {
    return new StepWriter(this.remote, this.sessions, this.#lock, binding)
  }

  async attempt(command: ShellCommand): Promise<ShellResult> {
    await this.#lock.retake()
    return asText(await this.remote.run(command))
  }

  async lock(holder: LockHolder): Promise<void> {
    await this.#lock.take(holder)
  }

  async close(): Promise<void> {
    await this.sessions.close()
    await this.remote.close()
  }
}
