import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { other, whole } from '../faults/pair.ts'
import { sessionOn, sqlOn } from '../faults/sql.ts'
import { openTestLab } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { alarmed, count, metricsDirectory, prepareAlarms, reports, statusReport } from './alarms.ts'

/** Makes a rule broken for real and gives how to mend it. */
type Break = (lab: TestLab, primary: NodeName, standby: NodeName) => Promise<() => Promise<unknown>>

const unlogged = 'SET SESSION sql_log_bin=0'

async function lockedOut(lab: TestLab, primary: NodeName) {
  const session = await sessionOn(lab, primary)
  await session.query(unlogged)
  const [accounts] = await session.query("SELECT host FROM mysql.user WHERE user = 'repl'")
  const each = async (word: 'LOCK' | 'UNLOCK'): Promise<void> => {
    for (const { host } of accounts as { host: string }[])
      await session.query(`ALTER USER 'repl'@'${host}' ACCOUNT ${word}`)
  }
  await each('LOCK')
  const dumps = await sqlOn(
    lab,
    primary,
    "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%'",
  )
  for (const dump of dumps) await session.query(`KILL ${Number(dump['id'] ?? dump['ID'])}`)
  return async () => {
    await each('UNLOCK')
    session.destroy()
  }
}

async function applierInError(lab: TestLab, _primary: NodeName, standby: NodeName) {
  const patience = (seconds: number, retries: number) =>
    sqlOn(
      lab,
      standby,
      `SET GLOBAL innodb_lock_wait_timeout=${seconds}, GLOBAL replica_transaction_retries=${retries}`,
    )
  const holder = await sessionOn(lab, standby)
  await patience(1, 0)
  // The next heartbeat meets this lock, and the applier gives up.
  await holder.query('START TRANSACTION')
  await holder.query('SELECT * FROM mysqlha.heartbeat LOCK IN SHARE MODE')
  // The agent starts the applier again, now without patience.
  await sqlOn(lab, standby, 'STOP REPLICA SQL_THREAD')
  return async () => {
    holder.destroy()
    await patience(50, 10)
    await sqlOn(lab, standby, 'START REPLICA')
  }
}

async function heldUp(lab: TestLab, primary: NodeName, standby: NodeName) {
  const holder = await sessionOn(lab, standby)
  await holder.query('FLUSH TABLES WITH READ LOCK')
  await sqlOn(lab, primary, 'CREATE DATABASE IF NOT EXISTS held')
  return async () => holder.destroy()
}

async function leftOpen(lab: TestLab, primary: NodeName) {
  const holder = await sessionOn(lab, primary)
  await holder.query('CREATE TABLE IF NOT EXISTS mysqlha.held (id INT PRIMARY KEY)')
  await holder.query('START TRANSACTION')
  await holder.query('REPLACE INTO mysqlha.held VALUES (1)')
  return async () => holder.destroy()
}

function stopped(unit: string) {
  return async (lab: TestLab, _primary: NodeName, standby: NodeName) => {
    await lab.root(standby, `systemctl stop ${unit}`)
    return () => lab.root(standby, `systemctl start ${unit}`)
  }
}

const broken: [rule: string, on: 'primary' | 'standby', make: Break][] = [
  ['io-thread', 'standby', lockedOut],
  ['sql-thread', 'standby', applierInError],
  ['semisync', 'primary', stopped('mysqld')],
  ['lag', 'standby', heldUp],
  ['long-transaction', 'primary', leftOpen],
  ['keepalived', 'standby', stopped('keepalived')],
]

describe('alerts, metrics and status', { timeout: 900_000 }, () => {
  let lab: TestLab
  let primary: NodeName
  let standby: NodeName

  before(async () => {
    lab = await openTestLab('status')
    await prepareAlarms(lab)
    const { exitCode, stdout, stderr } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    primary = await whole(lab)
    standby = other(primary)
  })
  after(() => lab.close())

  test('a healthy pair is told as such', async () => {
    const report = await reports(lab, 'all is well', ({ severity }) => severity === 'ok')
    assert.equal(report.exitCode, 0)
    assert.equal(report.primary, primary)
    const { exitCode, stdout } = await lab.playbook('status')
    assert.equal(exitCode, 0)
    for (const words of ['node1', 'node2', 'PRIMARY', 'STANDBY', 'MASTER', 'BACKUP', 'OK: no alert'])
      assert.ok(stdout.includes(words), `${words}: ${stdout}`)
  })

  test('its metrics are metrics', async () => {
    for (const node of [primary, standby]) {
      const text = await lab.root(node, `cat ${metricsDirectory}/mysqlha.prom`)
      const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: `${text}\n`,
        encoding: 'utf8',
      })
      assert.equal(status, 0, `${stderr}${text}`)
      assert.equal(await lab.root(node, `stat -c %a ${metricsDirectory}/mysqlha.prom`), '644')
      const role = node === primary ? 'primary' : 'standby'
      assert.match(text, new RegExp(`^mysqlha_role\\{.*role="${role}"\\} 1$`, 'm'))
    }
  })

  for (const [rule, on, make] of broken)
    test(`${rule}: told by log, command and status; and its end`, async () => {
      const node = on === 'primary' ? primary : standby
      const firing = await count(lab, node, rule, 'firing')
      const resolved = await count(lab, node, rule, 'resolved')
      const mend = await make(lab, primary, standby)
      try {
        await alarmed(lab, node, rule, 'firing', firing)
        const report = await statusReport(lab)
        assert.equal(report.exitCode, 11)
        assert.ok(
          report.findings.some((finding) => finding.node === node && finding.rule === rule),
          JSON.stringify(report.findings),
        )
      } finally {
        await mend()
      }
      await alarmed(lab, node, rule, 'resolved', resolved)
      await reports(lab, 'all is well again', ({ exitCode }) => exitCode === 0)
      assert.equal(await whole(lab), primary, 'nothing has moved')
    })

  test('a degrade is recorded with its place, and counted', async () => {
    const report = await statusReport(lab)
    const status = report.nodes.find(({ name }) => name === primary)?.look.status
    const degrade = status?.degrades.findLast(({ endedAt }) => endedAt !== null)
    assert.match(degrade?.gtid ?? '', /^[0-9a-f-]{36}:1-\d+/)
    assert.equal(degrade?.endedBecause, 'acknowledged by the standby again')
    assert.match(await lab.root(primary, 'cat /var/log/mysqlha/notify.log'), /"semisync":"DEGRADED"/)
  })

  test('a silent agent and a host without power are told, with what to do', async () => {
    await lab.root(standby, 'systemctl stop mysqlha-agent')
    const silent = await reports(lab, 'the agent is missed', ({ findings }) =>
      findings.some(({ node, message }) => node === standby && message.includes('its agent does not answer')),
    )
    assert.equal(silent.exitCode, 11)
    await lab.root(standby, 'systemctl start mysqlha-agent')
    await whole(lab)
    await lab.control('kill', standby)
    const dark = await statusReport(lab)
    assert.equal(dark.exitCode, 11)
    assert.ok(
      dark.findings.some(({ node, message }) => node === standby && message.includes('cannot be looked at')),
    )
    await lab.control('up')
    await whole(lab)
  })

  test('--watch looks once a second over one connection a host', async () => {
    const watching = lab.start('status', '--watch', '--output', 'json')
    const lines = () => watching.said().stdout.split('\n').length - 1
    try {
      await until('five looks', 60, () => lines() >= 5)
      const logins = await lab.root(primary, "pgrep -fc 'sshd[^ ]*: deploy'")
      assert.ok(Number(logins) <= 2, `${logins} processes of sshd for one login`)
    } finally {
      watching.kill()
      await watching.ended
    }
  })
})
