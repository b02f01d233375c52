import type { NodeId } from '../model/gtids.ts'

/** When a fault strikes: at a time, or when a node comes to a point for the n-th time (at the latest at that time). */
export interface Fault {
  kind: FaultKind
  node: NodeId
  /** Milliseconds after the pair was formed. */
  at: number
  point: { name: string; count: number } | null
  /** How long it lasts, milliseconds. */
  lasts: number
  /** Chooses among variants of a kind: 0 up to, not including, 1. */
  variant: number
}

export const faultKinds = [
  'power off',
  'power off both',
  'mysqld killed',
  'mysqld frozen',
  'mysqld starts slowly',
  'agent killed',
  'agent frozen',
  'host frozen',
  'VRRP child killed',
  'keepalived killed',
  'keepalived killed, VIP left behind',
  'pair cut',
  'node cut off',
  'cut in one direction',
  'witness cut off',
  'bad network',
  'witness stopped',
  'witness restarted',
  'disk stuck',
  'disk full',
  'disk slow',
  'clock stepped',
  'applier slow',
  'applier stopped by an error',
  'too many connections',
  'slow statements',
  'operator: maint',
  'operator: fence',
  'operator: adopt',
  'operator: clear-flap',
  'operator: switchover',
  'operator: rebuild',
] as const

export type FaultKind = (typeof faultKinds)[number]
