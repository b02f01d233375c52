import assert from 'node:assert/strict'
import type { AgentStatus } from '../../../agent/status.ts'
import { newestEnd } from '../support/journal.ts'
import { nodes } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { sqlOn } from './sql.ts'
import { until } from '../support/until.ts'

export const other = (node: NodeName): NodeName => (node === 'node1' ? 'node2' : 'node1')

/** What a host's agent says; undefined while it, or the host, does not answer. */
export async function statusOf(lab: TestLab, node: NodeName): Promise<AgentStatus | undefined> {
  try {
    const { exitCode, stdout } = await lab.attempt(node, 'mysqlha status --json')
    return exitCode === 0 ? (JSON.parse(stdout) as AgentStatus) : undefined
  } catch {
    return undefined
  }
}

function takesWrites(status: AgentStatus | undefined): boolean {
  return status?.role === 'PRIMARY' && status.vip && status.mysql?.readOnly === false
}

/** Waits until a node leads: primary, with the VIP, open for writes. */
export async function leads(lab: TestLab, node: NodeName, boundSeconds = 60): Promise<AgentStatus> {
  let last: AgentStatus | undefined
  return until(
    `${node} leads`,
    boundSeconds,
    async () => {
      last = await statusOf(lab, node)
      return takesWrites(last) && last
    },
    () => JSON.stringify(last),
  )
}

/** Waits for the agent's next heartbeat: for seconds no commit of its own is under way that a failure could leave on one node. */
export async function afterHeartbeat(lab: TestLab, primary: NodeName): Promise<void> {
  const beat = async (): Promise<string> =>
    String((await sqlOn(lab, primary, 'SELECT beat FROM mysqlha.heartbeat'))[0]?.['beat'])
  const before = await beat()
  await until('a heartbeat', 30, async () => (await beat()) !== before)
}

/** Waits until one of them, whichever, leads in a later term than `term`. */
export async function leadsAnew(lab: TestLab, term: number, boundSeconds = 120): Promise<NodeName> {
  let last: (AgentStatus | undefined)[] = []
  return until(
    `a node leads in a term after ${term}`,
    boundSeconds,
    async () => {
      last = await Promise.all(nodes.map((node) => statusOf(lab, node)))
      return nodes.find((_, index) => takesWrites(last[index]) && (last[index]?.primaryTerm ?? 0) > term)
    },
    () => JSON.stringify(last),
  )
}

/** Waits until a node has come to rest beside a primary: as its replica, or as one that may not become it. */
export async function rests(lab: TestLab, node: NodeName, boundSeconds = 60): Promise<AgentStatus> {
  let last: AgentStatus | undefined
  return until(
    `${node} follows, or has diverged`,
    boundSeconds,
    async () => {
      last = await statusOf(lab, node)
      const dumped = last?.role === 'DIVERGED' && last.divergence?.dump !== ''
      return (last?.role === 'STANDBY' || dumped) && last
    },
    () => JSON.stringify(last),
  )
}

/** Waits until one node leads and the other replicates and could take over, with semi-sync where the servers have it; gives the one that leads. */
export async function whole(lab: TestLab, boundSeconds = 60): Promise<NodeName> {
  let last: (AgentStatus | undefined)[] = []
  return until(
    'the pair is whole',
    boundSeconds,
    async () => {
      last = await Promise.all(nodes.map((node) => statusOf(lab, node)))
      const primary = nodes.find((_, index) => takesWrites(last[index]))
      const semisync = primary && last[nodes.indexOf(primary)]?.semisync
      const standby = primary && last[nodes.indexOf(other(primary))]
      // One that refused the VIP a moment ago keeps away from it for ten seconds.
      const ready = standby?.role === 'STANDBY' && standby.verdict === 0
      const replicates = ready && standby.replication?.ioRunning === 'Yes'
      const insured = semisync?.policy === 'none' || (semisync?.source === 'ON' && semisync.clients === 1)
      return replicates && insured && primary
    },
    () => JSON.stringify(last),
  )
}

/** `site` on a whole pair: nothing is changed, nothing moves. */
export async function siteChangesNothing(lab: TestLab): Promise<void> {
  const primary = await whole(lab)
  const terms = async () => (await statusOf(lab, primary))?.primaryTerm
  const before = await terms()
  const { exitCode, stdout, stderr } = await lab.playbook('site', '--output', 'plain')
  assert.equal(exitCode, 0, `${stderr}${stdout}`)
  assert.equal(newestEnd(lab.workingDirectory).counts.changed, 0, stdout)
  assert.equal(await whole(lab), primary)
  assert.equal(await terms(), before)
}

/** Lets the pair fail over once more within ten minutes, as an operator may. */
export async function clearFlap(lab: TestLab): Promise<void> {
  for (const node of nodes) await lab.root(node, 'mysqlha clear-flap')
}
