import { LabFailure } from '../failure.ts'
import type { Ledger } from '../state.ts'
import { hasProcesses, removeCgroup } from './cgroups.ts'
import { listens } from './listens.ts'
import type { Argv } from './run.ts'
import { spawnInCgroup } from './spawn-in-cgroup.ts'
import { until } from './until.ts'

/** A program of the lab's own that serves the hosts on the bridge address alone. */
export interface Server {
  /** What it is, for messages: `the witness`. */
  readonly what: string
  readonly cgroup: string
  readonly argv: Argv
  readonly address: string
  readonly port: number
  readonly log: string
}

/** Starts a server unless it runs already, and waits until it listens. */
export async function serve(
  { what, cgroup, argv, address, port, log }: Server,
  ledger: Ledger,
): Promise<void> {
  if (hasProcesses(cgroup)) return
  await removeCgroup(cgroup)
  ledger.record({ kind: 'cgroup', name: cgroup })
  spawnInCgroup(cgroup, argv, log)
  let seenRunning = false
  await until(`${what} listens (its log is ${log})`, 20, () => {
    const running = hasProcesses(cgroup)
    if (seenRunning && !running) throw new LabFailure(`${what} ended: see ${log}`)
    seenRunning ||= running
    return running && listens('self', port, address)
  })
}
