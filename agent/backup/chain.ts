import type { BackupRecord } from './record.ts'

/** A full backup and what builds on it, in the order of the index. */
export type Chain = readonly BackupRecord[]

/** Splits an index into its chains, the oldest first: in the order of the index, for a clock can be set back. */
export function chainsOf(records: readonly BackupRecord[]): Chain[] {
  const chains = new Map<string, BackupRecord[]>()
  for (const record of records) {
    const chain = chains.get(record.chain)
    if (chain === undefined) chains.set(record.chain, [record])
    else chain.push(record)
  }
  return [...chains.values()]
}

/** Whether no backup is missing in it: a restore needs every one from the full one on. */
export function isGapless(chain: Chain): boolean {
  return chain.every((record, index) => {
    const before = chain[index - 1]
    return index === 0
      ? record.kind === 'full' && record.sequence === 0 && record.base === null && record.id === record.chain
      : record.kind === 'incremental' && record.sequence === index && record.base === before?.id
  })
}

/** Whether a proof of any backup in it failed. What else in it may be good is not worth a guess. */
export function hasFailedProof(chain: Chain): boolean {
  return chain.some((record) => record.verified?.result === 'failed')
}

/** Whether its full backup was restored for a trial, alone or with those that build on it, and no trial of it failed. */
export function isProven(chain: Chain): boolean {
  return isGapless(chain) && !hasFailedProof(chain) && chain.some(isProvenAfterItsEnd)
}

// A proof from before the backup's end is none of this backup.
function isProvenAfterItsEnd({ verified, endedAt }: BackupRecord): boolean {
  return verified?.result === 'proven' && Date.parse(verified.at) >= Date.parse(endedAt)
}
