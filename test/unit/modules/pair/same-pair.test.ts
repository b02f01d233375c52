import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { samePair } from '../../../../modules/pair/same-pair.ts'
import { exited } from '../results.ts'

const params = {
  stateFile: '/s',
  keepalivedFile: '/k',
  name: { clusterId: 'shop', nodeId: 'node1' },
  vip: '10.0.0.100/24',
  virtualRouterId: 51,
}
const state = (change: object = {}) =>
  JSON.stringify({ clusterId: 'shop', nodeId: 'node1', role: 'PRIMARY', term: 3, ...change })
const conf = (vip: string, router: number) =>
  `vrrp_instance MYSQL_${router} {\n    virtual_router_id ${router}\n    virtual_ipaddress {\n        ${vip} dev eth0 label eth0:ha\n    }\n}\n`
const same = conf('10.0.0.100/24', 51)

describe('a pair that is there', () => {
  for (const [what, agents, keepalived, expected] of [
    ['is none yet', '', '', /^ok: .*no pair yet/],
    ['is the inventory’s', state(), same, /^ok: node1 of the pair shop/],
    ['has no keepalived yet', state(), '', /^ok/],
    [
      'has another name',
      state({ clusterId: 'mysql-10-0-0-9' }),
      same,
      /^differs: .*set cluster_id: mysql-10-0-0-9/,
    ],
    ['knows this host by another name', state({ nodeId: 'db1' }), same, /^differs: .*keep the names/],
    ['has another name, in maintenance', state({ clusterId: 'x', role: 'MAINT' }), same, /^differs/],
    ['has another VIP', state(), conf('10.0.0.7/24', 51), /^differs: .*the VIP is 10\.0\.0\.7\/24, not/],
    ['has another prefix', state(), conf('10.0.0.100/16', 51), /^differs: .*the VIP is/],
    [
      'has another router',
      state({ role: 'STANDBY' }),
      conf('10.0.0.100/24', 7),
      /^differs: .*router_id is 7, not 51/,
    ],
    ['has another VIP, in maintenance', state({ role: 'MAINT' }), conf('10.0.0.7/24', 51), /^ok/],
    ['has another VIP, while it forms', state({ role: 'FORMING' }), conf('10.0.0.7/24', 51), /^ok/],
    ['has a state that nobody can read', '{', same, /^ok: .*no pair yet/],
  ] as const)
    test(what, () => {
      const finding = samePair.module.judge(
        { state: exited(0, agents), keepalived: exited(0, keepalived) },
        params,
        undefined,
      )
      assert.match(finding.kind === 'ask' ? 'ask' : `${finding.kind}: ${finding.because}`, expected)
    })
})
