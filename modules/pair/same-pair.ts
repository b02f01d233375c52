import { differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'

interface SamePairParams {
  /** What the agent keeps of this node's role (agent/files/state-file.ts). */
  readonly stateFile: string
  /** Absent: not looked at. */
  readonly name?: { readonly clusterId: string; readonly nodeId: string }
  readonly keepalivedFile: string
  /** With its prefix. */
  readonly vip: string
  /** Absent: not looked at. */
  readonly virtualRouterId?: number
}

interface Member {
  readonly clusterId: string
  readonly nodeId: string
  readonly role: string
}

function memberIn(state: string): Member | undefined {
  try {
    const { clusterId, nodeId, role } = JSON.parse(state) as Record<string, unknown>
    return { clusterId: String(clusterId), nodeId: String(nodeId), role: String(role) }
  } catch {
    return undefined
  }
}

/** Roles in which this node serves nobody. */
const outside: ReadonlySet<string> = new Set(['FORMING', 'MAINT'])

function otherAddress(
  keepalived: string,
  { vip, virtualRouterId }: Pick<SamePairParams, 'vip' | 'virtualRouterId'>,
): string | undefined {
  const vipNow = /virtual_ipaddress \{\s*(\S+)/.exec(keepalived)?.[1]
  const routerNow = /virtual_router_id (\d+)/.exec(keepalived)?.[1]
  if (vipNow !== undefined && vipNow !== vip) return `the VIP is ${vipNow}, not ${vip}`
  if (routerNow !== undefined && virtualRouterId !== undefined && Number(routerNow) !== virtualRouterId)
    return `keepalived_virtual_router_id is ${routerNow}, not ${virtualRouterId}`
  return undefined
}

/**
 * A guard, before anything is changed: a pair that is there keeps its name, its nodes' names and the address that clients use. Under
 * another name its agents would not start, and a new address would leave both nodes closed.
 */
export const samePair = defineModule({
  name: 'samePair',
  probe: ({ stateFile, keepalivedFile }: SamePairParams) => ({
    state: sh`cat ${stateFile} 2>/dev/null || true`,
    keepalived: sh`cat ${keepalivedFile} 2>/dev/null || true`,
  }),
  judge({ state, keepalived }, params) {
    const member = memberIn(state.stdout)
    if (member === undefined) return ok('this host is in no pair yet')
    const { clusterId, nodeId, role } = member
    const { name = member } = params
    if (clusterId !== name.clusterId || nodeId !== name.nodeId)
      return differs(
        `this host is ${nodeId} of the pair ${clusterId}, and the inventory makes it ${name.nodeId} of ${name.clusterId}: keep the names of the hosts, and set cluster_id: ${clusterId}`,
        undefined,
      )
    const other = otherAddress(keepalived.stdout, params)
    return other === undefined || outside.has(role)
      ? ok(`${nodeId} of the pair ${clusterId}`)
      : differs(
          `this host is ${role} of a running pair, and there ${other}: only with both nodes in maintenance (mysqlha maint on) that is changed`,
          undefined,
        )
  },
})
