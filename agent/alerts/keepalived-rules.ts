import type { Broken, Rule, Seen } from './rule.ts'
import { broken } from './rule.ts'

/** Every change of keepalived's state is told at once; a keepalived that cannot hold the VIP, as long as it lasts. */
export const keepalivedRules: readonly Rule[] = [
  { name: 'keepalived', judge: changed, holdsSeconds: 0 },
  // After the agent has let a node have the VIP again, keepalived takes a few seconds to leave FAULT.
  { name: 'keepalived-fault', judge: faulty, holdsSeconds: 6 },
]

function changed({ node, report, keepalivedChange: change }: Seen): Broken | null {
  if (node.role === 'FORMING') return null
  const { state, transitions } = report.keepalived
  if (state === 'STOP')
    return broken('critical', 'keepalived does not run: this node cannot hold the VIP', transitions)
  if (change === null) return null
  return broken('critical', `keepalived went from ${change.from} to ${state}`, change.number)
}

function faulty({ node, report }: Seen): Broken | null {
  if (node.role === 'FORMING' || node.role === 'MAINT') return null
  // With a verdict against this node FAULT is what is asked of keepalived.
  if (report.keepalived.state !== 'FAULT' || node.verdict !== 0) return null
  return broken('critical', 'keepalived is in FAULT: this node cannot hold the VIP')
}
