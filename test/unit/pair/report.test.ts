import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { notInstalled } from '../../../src/pair/look.ts'
import type { LookedAt, NodeLook, Services } from '../../../src/pair/look.ts'
import { reportOf } from '../../../src/pair/report/report.ts'
import type { PairReport } from '../../../src/pair/report/report.ts'
import { agentStatusShape } from '../../../src/pair/status-shape.ts'
import type { AgentStatus } from '../../../src/pair/status-shape.ts'
import { noColours } from '../../../src/ui/paint.ts'
import { pairLines } from '../../../src/ui/pair-view.ts'
import { healthyStatus } from '../agent/alerts/healthy.ts'

const running: Services = { mysqld: 'active', agent: 'active', keepalived: 'active' }

function seen(
  role: 'PRIMARY' | 'STANDBY',
  change: (status: AgentStatus) => void = () => undefined,
): LookedAt {
  // By way of the text, as from a host.
  const status = agentStatusShape.parse(JSON.parse(JSON.stringify(healthyStatus(role))))
  change(status)
  const look: NodeLook = { reached: true, status, services: running, vip: status.vip }
  return { name: status.nodeId, look }
}

const dark: LookedAt = {
  name: 'node2',
  look: { reached: false, status: undefined, because: 'node2: no route to host' },
}

function without(name: string, services: Services, because = 'not running'): LookedAt {
  return { name, look: { reached: true, status: undefined, because, services, vip: false } }
}

const report = (...nodes: LookedAt[]): PairReport => reportOf({ inventory: 'prod', vip: '10.0.0.100' }, nodes)

function executed(status: AgentStatus, gtids: string): void {
  assert.ok(status.mysql)
  status.mysql.gtidExecuted = gtids
}

const uuid = '03dbbf1f-e744-11f1-a30d-66e2002bffcd'

describe('a pair as a whole', () => {
  test('healthy: no finding', () => {
    const { severity, findings, primary, vip, distances } = report(seen('PRIMARY'), seen('STANDBY'))
    assert.deepEqual(findings, [])
    assert.equal(severity, 'ok')
    assert.equal(primary, 'node1')
    assert.deepEqual(vip.holders, ['node1'])
    assert.deepEqual(
      distances.map(({ count }) => count),
      [0, 0],
    )
  })

  const fenced = (status: AgentStatus): void => {
    status.role = 'FENCED'
    status.vip = false
  }
  const cases: [
    name: string,
    nodes: LookedAt[],
    severity: PairReport['severity'],
    says: RegExp,
    next?: RegExp,
  ][] = [
    [
      'a host without power',
      [seen('PRIMARY'), dark],
      'critical',
      /node2.*cannot be looked at.*no route/,
      /powered on/,
    ],
    [
      'an agent that is gone',
      [seen('PRIMARY'), without('node2', { ...running, agent: 'failed' })],
      'critical',
      /node2.*agent does not answer \(failed\).*mysqld is active/,
      /systemctl status mysqlha-agent/,
    ],
    [
      'a bare host',
      [seen('PRIMARY'), without('node2', { ...running, agent: 'inactive' }, notInstalled)],
      'critical',
      /node2.*not installed/,
      /playbook site --inventory prod/,
    ],
    [
      'a node that was never adopted',
      [seen('PRIMARY'), seen('STANDBY', (status) => (status.role = 'FORMING'))],
      'critical',
      /node2.*FORMING/,
      /playbook site --inventory prod/,
    ],
    [
      'two that lead',
      [seen('PRIMARY'), seen('STANDBY', (status) => (status.role = 'PRIMARY'))],
      'critical',
      /two nodes say that they lead: node1 and node2/,
    ],
    [
      'the VIP on both',
      [seen('PRIMARY'), seen('STANDBY', (status) => (status.vip = true))],
      'critical',
      /the VIP is on node1 and on node2/,
    ],
    [
      'the VIP on none',
      [seen('PRIMARY', (status) => (status.vip = false)), seen('STANDBY')],
      'critical',
      /VIP is on no node/,
    ],
    [
      'errant transactions on the standby',
      [
        seen('PRIMARY', (status) => executed(status, `${uuid}:1-9`)),
        seen('STANDBY', (status) => {
          assert.ok(status.mysql)
          status.mysql.serverUuid = '13dbbf1f-e744-11f1-a30d-66e2002bffcd'
          executed(status, `${uuid}:1-9,13dbbf1f-e744-11f1-a30d-66e2002bffcd:1-2`)
        }),
      ],
      'critical',
      /node2.*transactions of its own.*13dbbf1f/,
    ],
    [
      'an alert of an agent',
      [
        seen('PRIMARY'),
        seen('STANDBY', (status) => {
          status.alerts = [{ rule: 'diverged', severity: 'critical', message: 'has more', since: 'then' }]
        }),
      ],
      'critical',
      /node2.*diverged.*has more/,
      /playbook rejoin node2 --inventory prod/,
    ],
    [
      'a warning alone',
      [
        seen('PRIMARY', (status) => {
          status.alerts = [{ rule: 'witness', severity: 'warning', message: 'silent', since: 'then' }]
        }),
        seen('STANDBY'),
      ],
      'warning',
      /witness.*silent/,
    ],
    [
      'an agent of an older version',
      [seen('PRIMARY'), seen('STANDBY', (status) => delete status.alerts)],
      'warning',
      /node2.*older/,
      /playbook site/,
    ],
  ]
  for (const [name, nodes, severity, says, next] of cases)
    test(name, () => {
      const found = report(...nodes)
      assert.equal(found.severity, severity)
      const text = found.findings.map((one) => `${one.node} ${one.rule} ${one.message} next: ${one.next}`)
      const hit = text.find((line) => says.test(line))
      assert.ok(hit, text.join('\n'))
      if (next) assert.match(hit, next)
    })

  test('nobody leads: the node that has more is named, and its dead keepalived', () => {
    const ahead = seen('PRIMARY', (status) => {
      fenced(status)
      executed(status, `${uuid}:1-12`)
    })
    const look = { ...ahead.look, services: { ...running, keepalived: 'failed' } } as NodeLook
    const [first] = report({ ...ahead, look }, seen('STANDBY', fenced)).findings
    assert.match(
      first?.message ?? '',
      /node1 is FENCED and has 3 transactions that node2 lacks.*keepalived is failed/,
    )
    assert.equal(first?.next, 'on node1: systemctl start keepalived')
  })

  test('nobody leads, both have the same', () => {
    const [first] = report(seen('PRIMARY', fenced), seen('STANDBY', fenced)).findings
    assert.match(first?.message ?? '', /no node leads/)
  })

  const changed = (role: 'PRIMARY' | 'STANDBY', state: string): LookedAt =>
    seen(role, (status) => {
      status.alerts = [{ rule: 'keepalived', severity: 'critical', message: 'changed', since: 'then' }]
      status.keepalived = { state, since: 'then', transitions: 1 }
    })

  test('keepalived has changed to where it belongs: the pair is well', () => {
    assert.equal(report(changed('PRIMARY', 'MASTER'), changed('STANDBY', 'BACKUP')).severity, 'ok')
  })

  test('keepalived has changed to anything else: it is not', () => {
    assert.equal(report(changed('PRIMARY', 'FAULT'), seen('STANDBY')).severity, 'critical')
    assert.equal(report(seen('PRIMARY'), changed('STANDBY', 'STOP')).severity, 'critical')
  })

  test('that the other one is silent is told once', () => {
    const complaining = seen('PRIMARY', (status) => {
      status.alerts = [{ rule: 'peer', severity: 'critical', message: 'silent', since: 'then' }]
    })
    assert.equal(report(complaining, dark).findings.length, 1)
  })

  test('GTIDs that are none are no crash', () => {
    const odd = seen('STANDBY', (status) => executed(status, 'rm -rf /'))
    assert.deepEqual(report(seen('PRIMARY'), odd).distances, [])
  })
})

describe('the picture of a pair', () => {
  const lines = (found: PairReport) => pairLines(found, { paint: noColours, columns: 100 })

  test('says who leads, and that all is well', () => {
    const text = lines(report(seen('PRIMARY'), seen('STANDBY'))).join('\n')
    for (const words of ['node1 leads', 'MASTER', 'BACKUP', 'I/O Yes, SQL Yes', 'OK: no alert'])
      assert.ok(text.includes(words), words)
  })

  test('fits the terminal', () => {
    const wordy = seen('STANDBY', (status) => (status.reason = 'because '.repeat(40)))
    const table = lines(report(seen('PRIMARY'), wordy)).slice(2, 14)
    for (const line of table) assert.ok(line.length <= 100, line)
  })

  test('no control character of a host reaches the terminal, in any view', () => {
    const nasty = '\x1b[2J\x07\x9b31m\u202e\nnode1 OK'
    const evil = seen('STANDBY', (status) => {
      status.reason = nasty
      status.keepalived = { state: nasty, since: nasty, transitions: 0 }
      status.alerts = [{ rule: nasty, severity: 'critical', message: nasty, since: nasty }]
      status.transitions = [{ at: nasty, from: nasty, to: nasty, term: 1, reason: nasty }]
      executed(status, nasty)
      assert.ok(status.replication && status.mysql)
      status.replication.ioError = nasty
      status.mysql.health = nasty
    })
    const silent = without(nasty, { mysqld: nasty, agent: nasty, keepalived: nasty })
    for (const found of [
      report(seen('PRIMARY'), evil),
      report(evil, silent),
      report({ ...dark, look: { ...dark.look, because: nasty } as NodeLook }, evil),
    ])
      for (const line of lines(found)) assert.doesNotMatch(line, /[\0-\x1f\x7f-\x9f\u202e]/)
  })
})
