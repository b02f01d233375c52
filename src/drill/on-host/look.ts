import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { monotonic } from './log.ts'
import type { HostRecord, WatchSettings } from './records.ts'

interface Said {
  readonly role: string
  readonly primaryTerm: number
}

/** The agent's status file is replaced whole, so it can be read at any moment; before the agent's first turn there is none. */
function agentSays(path: string): Said {
  try {
    const { role, primaryTerm } = JSON.parse(readFileSync(path, 'utf8')) as Said
    return { role, primaryTerm }
  } catch {
    return { role: '', primaryTerm: 0 }
  }
}

/** Looks at the agent's word and at the interfaces; starts no process. */
export function lookAtRole({ status, vip }: WatchSettings): HostRecord {
  const held = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === vip))
  return { kind: 'role', at: monotonic(), vip: held, ...agentSays(status) }
}
