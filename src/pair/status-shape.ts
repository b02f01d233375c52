import { z } from 'zod'

const role = z.string()
const onOff = z.enum(['ON', 'OFF'])

/** One alert of an agent: a rule that does not hold, and since when. */
export const alertShape = z.object({
  rule: z.string(),
  severity: z.enum(['warning', 'critical']),
  message: z.string(),
  /** ISO 8601. */
  since: z.string(),
})

/**
 * What `mysqlha status --json` prints, checked: it comes from a host. Described in agent/status.ts; fields that an older
 * agent does not have yet are optional.
 */
export const agentStatusShape = z.looseObject({
  nodeId: z.string(),
  role,
  term: z.number(),
  primaryTerm: z.number(),
  since: z.string(),
  reason: z.string(),
  verdict: z.number(),
  verdictReason: z.string(),
  vip: z.boolean(),
  mysql: z
    .object({
      alive: z.boolean(),
      health: z.string(),
      readOnly: z.boolean(),
      serverUuid: z.string(),
      version: z.string(),
      gtidExecuted: z.string(),
    })
    .nullable(),
  replication: z
    .object({
      sourceHost: z.string(),
      sourcePort: z.number(),
      ioRunning: z.string(),
      sqlRunning: z.boolean(),
      lagSeconds: z.number().nullable(),
      received: z.string(),
      ioErrno: z.number(),
      ioError: z.string(),
      sqlErrno: z.number(),
      sqlError: z.string(),
    })
    .nullable(),
  semisync: z.object({
    source: onOff,
    clients: z.number(),
    replica: onOff,
    sourceEnabled: z.boolean(),
    policy: z.string().optional(),
    degraded: z.boolean(),
  }),
  peer: z
    .object({
      nodeId: z.string(),
      reachable: z.boolean(),
      role,
      term: z.number(),
      vip: z.boolean(),
      lastSeenSecondsAgo: z.number(),
      backups: z
        .object({ fit: z.boolean(), lastAt: z.string().nullable(), provenAt: z.string().nullable() })
        .nullish(),
    })
    .nullable(),
  witness: z.object({ reachable: z.boolean(), lease: z.boolean(), highestTerm: z.number() }).nullable(),
  divergence: z
    .looseObject({ errant: z.string(), dump: z.string(), sha256: z.string().default('') })
    .nullish(),
  rebuild: z
    .object({
      method: z.string(),
      stage: z.string(),
      bytes: z.number(),
      totalBytes: z.number(),
      startedAt: z.string(),
      failures: z.number(),
      error: z.string(),
    })
    .nullish(),
  keepalived: z.object({ state: z.string(), since: z.string(), transitions: z.number() }).optional(),
  lag: z.object({ seconds: z.number().nullable(), heartbeatSeconds: z.number().nullable() }).optional(),
  transactions: z
    .object({ oldestWriteSeconds: z.number().nullable(), oldestReadSeconds: z.number().nullable() })
    .nullish(),
  unacknowledgedCommits: z.number().nullish(),
  degrades: z
    .array(
      z.object({
        at: z.string(),
        term: z.number(),
        gtid: z.string(),
        acknowledgedGtid: z.string(),
        unacknowledged: z.number().nullable(),
        endedAt: z.string().nullable(),
        endedBecause: z.string(),
      }),
    )
    .optional(),
  backups: z
    .object({
      since: z.string(),
      last: z.object({ id: z.string(), at: z.string(), sizeBytes: z.number() }).nullable(),
      provenAt: z.string().nullable(),
      failedProof: z.string(),
      error: z.string(),
    })
    .nullish(),
  alerts: z.array(alertShape).optional(),
  recentPromotions: z.number(),
  transitions: z.array(
    z.object({ at: z.string(), from: role, to: role, term: z.number(), reason: z.string() }),
  ),
})

export type AgentStatus = z.infer<typeof agentStatusShape>
