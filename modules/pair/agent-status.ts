import { z } from 'zod'
import { mysqlha } from '../../src/values/agent-command.ts'
import type { ShellResult } from '../../src/values/probe.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'

/** Asks the agent on the host; exits non-zero when there is none. */
export const askAgent: ShellCommand = sh`${mysqlha} status --json`.timeout(10)

// What roles read of `mysqlha status --json`; the whole is described in agent/status.ts.
const shape = z.object({
  nodeId: z.string(),
  role: z.string(),
  term: z.number(),
  vip: z.boolean(),
  reason: z.string(),
  verdict: z.number(),
  mysql: z.object({ alive: z.boolean(), readOnly: z.boolean().nullable() }).nullable(),
  semisync: z.object({ source: z.enum(['ON', 'OFF']), clients: z.number(), replica: z.enum(['ON', 'OFF']) }),
  replication: z.object({ ioRunning: z.string(), sqlRunning: z.boolean() }).nullish(),
  witness: z.object({ reachable: z.boolean() }).nullish(),
  peer: z.object({ reachable: z.boolean(), role: z.string(), term: z.number() }).nullable(),
  divergence: z.object({ errant: z.string() }).nullish(),
})

export type AgentStatus = z.infer<typeof shape>

/** The agent's own words, or why there are none. */
export type AgentAnswer =
  { readonly status: AgentStatus } | { readonly status: undefined; readonly because: string }

/** Reads the agent's answer; it comes from a host and is checked like any other input. */
export function readAgent(result: ShellResult): AgentAnswer {
  if (result.exitCode !== 0) {
    const last = result.stderr.trim().split('\n').at(-1) ?? ''
    return {
      status: undefined,
      because: result.exitCode === 127 ? 'the agent is not installed' : `the agent does not answer: ${last}`,
    }
  }
  try {
    return { status: shape.parse(JSON.parse(result.stdout)) }
  } catch {
    return { status: undefined, because: 'the agent answered something that is no status' }
  }
}
