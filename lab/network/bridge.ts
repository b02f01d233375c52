import { readFile } from 'node:fs/promises'
import type { Lab } from '../lab.ts'
import { run, succeeds } from '../machine/run.ts'
import type { Ledger } from '../state.ts'
import { bridgeAddress, prefixLength } from './addresses.ts'

/** Brings the lab's bridge up with the machine's own address on it. Nothing is forwarded beyond it. */
export async function raiseBridge(lab: Lab, ledger: Ledger): Promise<void> {
  const exists = (): Promise<boolean> => succeeds(['ip', 'link', 'show', 'dev', lab.bridge])
  ledger.record({ kind: 'link', name: lab.bridge })
  if (!(await exists())) await run(['ip', 'link', 'add', 'name', lab.bridge, 'type', 'bridge'])
  // Without an address of its own a bridge takes the lowest of its ports': it would change when a host goes, and the other
  // would not reach this machine, and the witness, until its neighbour table has noticed.
  const hardware = (await readFile(`/sys/class/net/${lab.bridge}/address`, 'utf8')).trim()
  await run(['ip', 'link', 'set', 'dev', lab.bridge, 'address', hardware])
  const address = `${bridgeAddress(ledger.state.network)}/${prefixLength}`
  await run(['ip', 'address', 'replace', address, 'dev', lab.bridge])
  await run(['ip', 'link', 'set', 'dev', lab.bridge, 'up'])
}
