import type { HostReader, HostWriter } from '../plan/host.ts'
import type { Probe, ProbeResult, ShellResult } from '../values/probe.ts'
import type { Secret } from '../values/secret.ts'
import type { ShellCommand } from '../values/shell.ts'

/** How a host is reached; all of it from the inventory, `~/.ssh/config` fills what is absent. */
export interface ConnectOptions {
  /** The inventory's name of the host, for messages. */
  readonly name: string
  readonly address: string
  readonly port?: number
  readonly user?: string
  readonly privateKeyFile?: string
  readonly password?: Secret
  /** How to become root: `sudo`, `su`, or `none` when the login user is root already. */
  readonly become: 'sudo' | 'su' | 'none'
  readonly becomePassword?: Secret
  /** Absent: `~/.ssh/known_hosts`. */
  readonly knownHostsFile?: string
  readonly connectTimeoutSeconds: number
  /** Asked about a host key that is not in known_hosts; a key that differs from a known one is always refused. */
  readonly acceptHostKey: (key: { host: string; type: string; fingerprint: string }) => Promise<boolean>
}

/** Who holds a host's lock, written inside it for the next person. */
export interface LockHolder {
  readonly run: string
  readonly who: string
  readonly playbook: string
  /** ISO 8601. */
  readonly since: string
}

/** What the writer of one step is bound to. */
export interface StepBinding {
  readonly run: string
  readonly step: string
  progress(line: string): void
  /** Gets all that a job prints on its standard output, as it comes; without it `progress` gets the newest lines. */
  output?(bytes: Uint8Array): void
  /** Awaited before the job starts on the host, and after it has ended. */
  jobStarted(job: string): Promise<void>
  jobEnded(job: string, exitCode: number): Promise<void>
}

/** One host for one run: a login, an elevated shell, a bridge to its database when first asked. */
export interface HostConnection extends HostReader {
  /** How we are connected, for the screen: `deploy@10.1.2.3, root by sudo`. */
  readonly description: string
  /** Request-and-answer exchanges since the connection was made. */
  readonly roundTrips: number
  /** Runs all probes in one round trip: shell and files as one batch, SQL beside it. Results in the order of the probes. */
  probe(probes: readonly Probe[]): Promise<ProbeResult[]>
  writer(binding: StepBinding): HostWriter
  /** Runs one command outside of any step, after taking the lock again if it was ours; a failing command is an answer as well. */
  attempt(command: ShellCommand): Promise<ShellResult>
  /**
   * Takes the host's lock, held by the elevated shell until it ends. Throws `HostLocked` with the holder; a lock that a
   * supervised job of the same run still holds is waited for by the step that re-attaches to the job.
   */
  lock(holder: LockHolder): Promise<void>
  close(): Promise<void>
}
