import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildAgent } from '../../agent/build.ts'
import type { Lab } from '../lab.ts'
import { hasProcesses, removeCgroup } from '../machine/cgroups.ts'
import { writeDurably } from '../machine/files.ts'
import { serve } from '../machine/serve.ts'
import type { Ledger } from '../state.ts'
import { bridgeAddress } from './addresses.ts'

export const witnessPort = 3310

/**
 * The pair's third vote: the agent's program in witness mode, on this machine, for the lab's one cluster. One that runs is
 * left alone unless the cluster has another key by now.
 */
export async function serveWitness(lab: Lab, ledger: Ledger, key: string): Promise<void> {
  const address = bridgeAddress(ledger.state.network)
  const program = join(lab.directory, 'witness.cjs')
  const settings = join(lab.directory, 'witness.json')
  const listen = { address, port: witnessPort }
  const stateDirectory = join(lab.directory, 'witness')
  const wanted = JSON.stringify({ listen, stateDirectory, clusters: [{ clusterId: lab.id, key }] })
  const current = existsSync(settings) && readFileSync(settings, 'utf8') === wanted
  if (hasProcesses(lab.witnessCgroup) && current) return
  await removeCgroup(lab.witnessCgroup)
  // Another key, another pair: what was granted to the former one is nobody's any more.
  if (!current) rmSync(stateDirectory, { recursive: true, force: true })
  const { code } = await buildAgent()
  writeDurably(program, code.toString('utf8'))
  writeDurably(settings, wanted, 0o600)
  const argv = [process.execPath, program, 'witness', '--settings', settings] as const
  await serve(
    {
      what: 'the witness',
      cgroup: lab.witnessCgroup,
      argv,
      ...listen,
      log: join(lab.directory, 'witness.log'),
    },
    ledger,
  )
}
