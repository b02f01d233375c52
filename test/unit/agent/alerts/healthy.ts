import type { Seen } from '../../../../agent/alerts/rule.ts'
import type { AgentStatus, NodeStatus } from '../../../../agent/status.ts'

/** A status in which nothing is wrong, of a primary or a standby. */
export function healthyNode(role: 'PRIMARY' | 'STANDBY'): NodeStatus {
  const primary = role === 'PRIMARY'
  return {
    nodeId: primary ? 'node1' : 'node2',
    role,
    term: 3,
    primaryTerm: primary ? 3 : 0,
    since: '2026-01-02T03:04:05.000Z',
    reason: primary ? 'promoted' : 'replicating from the primary',
    verdict: 0,
    verdictReason: 'ready',
    vip: primary,
    mysql: {
      alive: true,
      health: 'answers',
      readOnly: !primary,
      serverUuid: '03dbbf1f-e744-11f1-a30d-66e2002bffcd',
      version: '9.7.4-2',
      gtidExecuted: '03dbbf1f-e744-11f1-a30d-66e2002bffcd:1-9',
    },
    diskTrouble: null,
    replication: primary
      ? null
      : {
          sourceHost: '10.0.0.1',
          sourcePort: 3306,
          ioRunning: 'Yes',
          sqlRunning: true,
          lagSeconds: 0,
          received: '',
          ioErrno: 0,
          ioError: '',
          sqlErrno: 0,
          sqlError: '',
        },
    semisync: {
      source: primary ? 'ON' : 'OFF',
      clients: primary ? 1 : 0,
      replica: primary ? 'OFF' : 'ON',
      sourceEnabled: primary,
      policy: 'availability',
      degraded: false,
    },
    peer: {
      nodeId: primary ? 'node2' : 'node1',
      reachable: true,
      role: primary ? 'STANDBY' : 'PRIMARY',
      term: 3,
      vip: !primary,
      lastSeenSecondsAgo: 0.1,
      backups: null,
    },
    witness: { reachable: true, lease: primary, highestTerm: 3 },
    recentPromotions: 0,
    transitions: [],
  }
}

/** What the rules see of it. */
export function healthy(role: 'PRIMARY' | 'STANDBY'): Seen {
  return {
    node: healthyNode(role),
    report: {
      keepalived: {
        state: role === 'PRIMARY' ? 'MASTER' : 'BACKUP',
        since: '2026-01-02T03:04:05.000Z',
        transitions: 1,
      },
      lag:
        role === 'PRIMARY' ? { seconds: null, heartbeatSeconds: null } : { seconds: 0, heartbeatSeconds: 1 },
      transactions: { oldestWriteSeconds: null, oldestReadSeconds: null },
      unacknowledgedCommits: 0,
      degrades: [],
      backups: null,
      roomBytes: 1e12,
    },
    unacknowledgedLately: 0,
    keepalivedChange: null,
    limits: { lagSeconds: 5, longTransactionSeconds: 60 },
    wall: '2026-01-02T03:04:05.000Z',
  }
}

/** The whole status of a healthy node. */
export function healthyStatus(role: 'PRIMARY' | 'STANDBY'): AgentStatus {
  const { node, report } = healthy(role)
  return { ...node, ...report, alerts: [] }
}
