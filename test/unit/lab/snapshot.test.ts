import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { describeFiles } from '../../../lab/snapshot/digests.ts'
import { readReport, table } from '../../../lab/snapshot/host-report.ts'
import { masksOf } from '../../../lab/snapshot/snapshot.ts'

const answer = `== packages
zlib1g 1:1.3 installed
apt 3.3.5 installed
== unitFiles
ssh.service enabled enabled
rsync.service disabled enabled
apt-daily.timer masked enabled
== units
ssh.service loaded active running OpenBSD Secure Shell server
user@1000.service loaded active running User Manager
== settings
net.ipv4.tcp_fastopen_key = 1-2-3-4
net.ipv4.ip_nonlocal_bind = 1
== addresses
host0@if10 UP 10.1.2.100/24 10.1.2.11/24
== files
d\t755\troot:root\t\t/etc
f\t644\troot:root\t\t/etc/my.cnf
f\t600\tmysql:mysql\t\t/alidata/mysql/data/ibdata1
l\t777\troot:root\t../a b\t/etc/link
`

test('a report is read, put in order and freed of what comes and goes', () => {
  const report = readReport(answer)
  assert.deepEqual(Object.entries(report.packages), [
    ['apt', '3.3.5 installed'],
    ['zlib1g', '1:1.3 installed'],
  ])
  assert.deepEqual(report.unitFiles, { 'apt-daily.timer': 'masked', 'ssh.service': 'enabled' })
  assert.deepEqual(report.units, { 'ssh.service': 'active running' })
  assert.deepEqual(report.settings, { 'net.ipv4.ip_nonlocal_bind': '1' })
  assert.deepEqual(report.addresses, ['10.1.2.100/24', '10.1.2.11/24'])
  assert.deepEqual(
    report.files.map(({ path }) => path),
    ['/etc', '/etc/my.cnf', '/etc/link'],
  )
  assert.equal(report.files[2]?.target, '../a b')
})

test('a table does not depend on the order of what goes in', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([name]) => name }),
      (entries) => {
        assert.equal(JSON.stringify(table(entries)), JSON.stringify(table(entries.toReversed())))
      },
    ),
  )
})

describe('files', () => {
  const describeOne = async (content: string, path = '/etc/x', secrets = {}, network = '10.1.2') => {
    const root = mkdtempSync(join(tmpdir(), 'lab-files-'))
    try {
      mkdirSync(join(root, 'etc/ssh'), { recursive: true })
      writeFileSync(join(root, path), content)
      const entry = { path, type: 'f', mode: '640', owner: 'root:mysql', target: '' }
      return (await describeFiles(root, [entry], masksOf(network, secrets)))[path]
    } finally {
      rmSync(root, { recursive: true })
    }
  }

  test('differ with their content', async () => {
    assert.match((await describeOne('a')) ?? '', /^f 0640 root:mysql [0-9a-f]{64}$/)
    assert.notEqual(await describeOne('a'), await describeOne('b'))
  })

  test('do not differ by generated passwords and the network of the lab', async () => {
    const [one, other] = ['first-password', 'second-password'].map((password, index) => {
      const network = `10.7.${index}`
      return describeOne(
        `password=${password}\npeer=${network}.12\n`,
        '/etc/x',
        { mysql_root_password: password },
        network,
      )
    })
    assert.equal(await one, await other)
  })

  test('that hold keys are compared by mode and owner alone', async () => {
    assert.equal(await describeOne('KEY', '/etc/ssh/ssh_host_ed25519_key'), 'f 0640 root:mysql private')
  })
})
