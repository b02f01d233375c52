import { chainsOf, isProven } from './chain.ts'
import type { Chain } from './chain.ts'
import type { BackupRecord } from './record.ts'

export interface Retention {
  /** How many chains before the newest one are kept. */
  readonly keepChains: number
}

/**
 * The backups that may go, in the order in which to delete them: oldest chain first, in it the newest increment first and
 * the full one last, so that what is left after an interruption can be restored.
 *
 * Nothing goes before the newest chain is proven. What is kept then is the newest chain, `keepChains` before it, and as many
 * proven ones before it: chains in which nobody knows whether they can be restored take the place of no proven one.
 */
export function expired(records: readonly BackupRecord[], { keepChains }: Retention): BackupRecord[] {
  const chains = chainsOf(records)
  const newest = chains.pop()
  if (newest === undefined || !isProven(newest)) return []
  const kept = new Set([...lastOf(chains, keepChains), ...lastOf(chains.filter(isProven), keepChains)])
  return chains.filter((chain) => !kept.has(chain)).flatMap((chain) => chain.toReversed())
}

function lastOf(chains: readonly Chain[], count: number): Chain[] {
  return chains.slice(Math.max(0, chains.length - count))
}
