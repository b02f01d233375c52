import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Lab } from '../lab.ts'
import { serve } from '../machine/serve.ts'
import type { Ledger } from '../state.ts'
import { bridgeAddress } from './addresses.ts'
import { repositoryPort } from './repository-port.ts'

/** Serves the base's packages to the hosts, as a site without internet has them. */
export async function serveRepository(lab: Lab, ledger: Ledger): Promise<void> {
  const program = fileURLToPath(new URL('repository-server.ts', import.meta.url))
  const folder = join(ledger.state.base, 'repository')
  const address = bridgeAddress(ledger.state.network)
  const argv = [
    process.execPath,
    '--import',
    import.meta.resolve('tsx'),
    program,
    folder,
    address,
    String(repositoryPort),
  ] as const
  const log = join(lab.directory, 'repository.log')
  await serve(
    {
      what: 'the package repository',
      cgroup: lab.repositoryCgroup,
      argv,
      address,
      port: repositoryPort,
      log,
    },
    ledger,
  )
}
