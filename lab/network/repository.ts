import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabFailure } from '../failure.ts'
import type { Lab } from '../lab.ts'
import { hasProcesses, removeCgroup } from '../machine/cgroups.ts'
import { listens } from '../machine/listens.ts'
import { spawnInCgroup } from '../machine/spawn-in-cgroup.ts'
import { until } from '../machine/until.ts'
import type { Ledger } from '../state.ts'
import { bridgeAddress } from './addresses.ts'
import { repositoryPort } from './repository-port.ts'

/** Serves the base's packages to the hosts, on the bridge address alone, as a site without internet has them. */
export async function serveRepository(lab: Lab, ledger: Ledger): Promise<void> {
  if (hasProcesses(lab.repositoryCgroup)) return
  await removeCgroup(lab.repositoryCgroup)
  ledger.record({ kind: 'cgroup', name: lab.repositoryCgroup })
  const program = fileURLToPath(new URL('repository-server.ts', import.meta.url))
  const loader = import.meta.resolve('tsx')
  const folder = join(ledger.state.base, 'repository')
  const address = bridgeAddress(ledger.state.network)
  const log = join(lab.directory, 'repository.log')
  const argv = [
    process.execPath,
    '--import',
    loader,
    program,
    folder,
    address,
    String(repositoryPort),
  ] as const
  spawnInCgroup(lab.repositoryCgroup, argv, log)
  let seenRunning = false
  await until(`the package repository listens (its log is ${log})`, 20, () => {
    const running = hasProcesses(lab.repositoryCgroup)
    if (seenRunning && !running) throw new LabFailure(`the package repository ended: see ${log}`)
    seenRunning ||= running
    return running && listens('self', repositoryPort, address)
  })
}
