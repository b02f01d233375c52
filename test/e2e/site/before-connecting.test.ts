import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { cli } from '../support/cli.ts'
import { makeWorkingDirectory } from '../support/lab.ts'
import { openDoorbell } from './doorbell.ts'
import type { Doorbell } from './doorbell.ts'

const decisionKeys = [
  'character_set',
  'collation',
  'isolation_level',
  'lower_case_table_names',
  'semisync_policy',
  'semisync_timeout_milliseconds',
  'failover',
  'on_divergence',
  'backup_window',
]

/** Variables of a pair that is fine, one a line, so that a test can say which line it breaks. */
const good = [
  'vip: 127.0.0.100/24',
  'witness: { address: 127.0.0.3 }',
  'mysql_version: 9.7.4',
  'mysql_tarball:',
  '  path: mysql.tar.gz',
  `  sha256: ${'f'.repeat(64)}`,
]

interface Refusal {
  readonly title: string
  readonly variables?: readonly string[]
  readonly words?: readonly string[]
  /** All of them stand in what the person sees. */
  readonly says: readonly RegExp[]
}

const refusals: readonly Refusal[] = [
  {
    title: 'a typo in a variable',
    variables: [...good, 'mysql_prot: 3307'],
    says: [/group_vars\/mysql\.yml:7\b.*mysql_prot.*unknown variable.*mysql_port/],
  },
  {
    title: 'an unknown host in --limit',
    words: ['--limit', 'node3'],
    says: [/node3: no host or group.*node[12]/, /hosts: node1, node2/],
  },
  {
    title: 'a VIP outside the subnet',
    variables: ['vip: 192.168.14.88/24', ...good.slice(1)],
    says: [
      /group_vars\/mysql\.yml:1\b.*192\.168\.14\.88\/24 is not in the subnet of node1 \(127\.0\.0\.1\)/,
      /not in the subnet of node2 \(127\.0\.0\.2\)/,
    ],
  },
  {
    title: 'two equal server ids',
    variables: [...good, 'mysql_server_id: 7'],
    says: [/group_vars\/mysql\.yml:7\b.*mysql_server_id.* is 7, as on node1/],
  },
  {
    title: 'a missing tarball',
    variables: good,
    says: [/mysql\.tar\.gz does not exist on this machine/],
  },
  {
    title: 'no tarball named at all',
    variables: good.slice(0, 3),
    says: [/mysql_tarball.* is needed: path or url, and sha256/],
  },
  {
    title: 'all that is wrong at once',
    variables: ['vip: 192.168.14.88', 'mysql_port: 70000', ...good.slice(1), 'mysql_flavuor: mysql'],
    says: [/mysql\.yml:1\b.*vip/, /mysql\.yml:2\b.*mysql_port/, /mysql\.yml:8\b.*mysql_flavour/],
  },
  {
    title: 'an automatic fail-over without a witness',
    variables: [...good.slice(0, 1), ...good.slice(2)],
    says: [/failover is "automatic".*names no witness/, /--decision failover=assisted/],
  },
  {
    title: 'a decision with an answer that does not exist',
    words: ['--decision', 'isolation_level=SNAPSHOT'],
    says: [/isolation_level=SNAPSHOT: .*READ-COMMITTED/],
  },
  {
    title: 'a role that the playbook does not have',
    words: ['--role', 'keepalive'],
    says: [/no role is called "keepalive".*keepalived/],
  },
]

describe('site refuses before it connects', { timeout: 600_000 }, () => {
  let directory: string
  let bells: Doorbell[]
  const inventory = (): string => join(directory, 'inventory', 'two')

  before(async () => {
    directory = await makeWorkingDirectory('refusals')
    bells = await Promise.all([openDoorbell('127.0.0.1'), openDoorbell('127.0.0.2')])
    await mkdir(join(inventory(), 'group_vars'), { recursive: true })
    const host = (index: number): string =>
      `        node${index + 1}: { ansible_host: 127.0.0.${index + 1}, ansible_port: ${bells[index]?.port} }\n`
    const text = `all:\n  children:\n    mysql:\n      hosts:\n${host(0)}${host(1)}`
    await writeFile(join(inventory(), 'hosts.yml'), text)
  })
  after(async () => {
    for (const bell of bells) bell.close()
    await rm(directory, { recursive: true })
  })

  const site = async (variables: readonly string[], words: readonly string[]) => {
    await writeFile(join(inventory(), 'group_vars', 'mysql.yml'), `${variables.join('\n')}\n`)
    const end = await cli(['site', '--inventory', 'two', ...words], directory)
    assert.equal(bells.map((bell) => bell.rings()).join(), '0,0', 'somebody was connected to')
    return end
  }

  for (const { title, variables = good, words = [], says } of refusals) {
    test(title, async () => {
      const { exitCode, stdout, stderr } = await site(variables, ['--accept-defaults', ...words])
      assert.equal(exitCode, 2, stderr)
      for (const words of says) assert.match(stderr, words)
      assert.equal(stdout, '')
      assert.doesNotMatch(stderr, /our bug|bug in playbook/)
    })
  }

  test('neither a terminal nor answers: the list of what is missing', async () => {
    await rm(join(inventory(), 'decisions.yml'), { force: true })
    const { exitCode, stderr } = await site(good, [])
    assert.equal(exitCode, 2, stderr)
    for (const key of decisionKeys) assert.match(stderr, new RegExp(`\\b${key}: .+--decision '?${key}=`))
    await assert.rejects(readFile(join(inventory(), 'decisions.yml')), { code: 'ENOENT' })
  })

  test('--list lists, and connects to nothing', async () => {
    const { exitCode, stdout, stderr } = await site(good, ['--list'])
    assert.equal(exitCode, 0, stderr)
    assert.match(stdout, /pair\/mysql: service\n {2}MySQL is running {2}\(node1, node2\)/)
  })

  test('an inventory that is not there', async () => {
    const { exitCode, stderr } = await cli(['site', '--inventory', 'tow'], directory)
    assert.equal(exitCode, 2)
    assert.match(stderr, /inventory\/tow\/hosts\.yml.*two/)
  })
})
