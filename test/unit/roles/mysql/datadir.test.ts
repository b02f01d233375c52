import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { modelNode } from '../../agent/node.ts'
import { saveState } from '../../../../agent/files/state-file.ts'
import { initialiseCommand } from '../../../../roles/mysql/datadir/initialise-command.ts'
import { initialiseScript } from '../../../../roles/mysql/datadir/initialise-script.ts'
import { lookAtDatadir, ownerOf } from '../../../../roles/mysql/datadir/look.ts'
import type { ShellResult, SqlResult } from '../../../../src/values/probe.ts'
import { sh } from '../../../../src/values/shell.ts'
import { contextFor } from './contexts.ts'

const seen = (stdout: string): ShellResult => ({
  exitCode: 0,
  stdout,
  stderr: '',
  timedOut: false,
  truncated: false,
})
const down: SqlResult = { rows: [], error: { number: 0, message: 'no socket' }, timedOut: false }
const running = (datadir: string, names: number): SqlResult => ({
  rows: [{ datadir, lower_case_table_names: names }],
  timedOut: false,
})

describe('whose a data directory is', () => {
  const table: readonly [what: string, look: string, server: SqlResult, kind: string][] = [
    ['nothing there', '', down, 'empty'],
    ['evidence', 'evidence lower_case_table_names=1\nentry mysql\n', down, 'ours'],
    ['evidence, another decision', 'evidence lower_case_table_names=0\nentry mysql\n', down, 'obstacle'],
    ['interrupted', 'marker\nentry ibdata1\n', down, 'interrupted'],
    ['marker left behind, evidence written', 'marker\nevidence lower_case_table_names=1\n', down, 'ours'],
    ['foreign', 'entry ibdata1\nentry shop\n', down, 'obstacle'],
    ['a clone took the evidence away', 'entry ibdata1\n', running('/d/', 1), 'ours'],
    ['running with another decision', 'entry ibdata1\n', running('/d/', 0), 'obstacle'],
    ['nothing there, on a member of a pair', 'role STANDBY\n', down, 'obstacle'],
    ['nothing there, while the pair is formed', 'role FORMING\n', down, 'empty'],
    [
      'evidence, on a member of a pair',
      'role PRIMARY\nevidence lower_case_table_names=1\nentry mysql\n',
      down,
      'ours',
    ],
    [
      'no evidence, on a member whose server runs',
      'role PRIMARY\nentry ibdata1\n',
      running('/d/', 1),
      'ours',
    ],
    ['a server runs elsewhere', 'entry ibdata1\n', running('/other/', 1), 'obstacle'],
  ]
  for (const [what, look, server, kind] of table)
    test(what, () => {
      const owner = ownerOf(
        { look: seen(look), running: server },
        { datadir: '/d', lowerCaseTableNames: '1' },
      )
      assert.equal(owner.kind, kind)
    })
})

describe('how a data directory is made', () => {
  const command = (version: string, basedir = '/b') =>
    initialiseCommand({
      version: contextFor(version).version,
      layout: {
        server: '/b/bin/mysqld',
        client: '/b/bin/mysql',
        pluginDirectory: '',
        messagesDirectory: '/b/share',
        semisync: true,
        notifies: false,
        openFiles: 65535,
      },
      configFile: '/etc/my.cnf',
      basedir,
      datadir: '/d',
    }).script
  const table: readonly [version: string, basedir: string, expected: RegExp][] = [
    ['5.6.46', '/b', /--bootstrap .*--gtid_mode=OFF/s],
    ['5.7.44', '/b', /--initialize-insecure/],
    ['9.7.4', '/b', /--initialize-insecure .*--super_read_only=0/],
    ['10.11.19-MariaDB', '/b', /scripts\/mariadb-install-db.*--skip-test-db/s],
    ['11.8.6-MariaDB', '', /^mariadb-install-db .*--skip-test-db/],
  ]
  for (const [version, basedir, expected] of table)
    test(`${version}${basedir ? '' : ' from a package'}`, () =>
      assert.match(command(version, basedir), expected))
})

/** Runs the script on this machine, with `make` in place of the server; `chown` needs no account here. */
function initialise(datadir: string, make: string): { status: number; said: string } {
  const script = initialiseScript({
    datadir,
    lowerCaseTableNames: '1',
    errorLog: join(datadir, '../error.log'),
    command: sh`sh -c ${make}`,
  }).script
  try {
    const said = execFileSync('sh', ['-c', `chown() { :; }\n${script}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { status: 0, said: String(said) }
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer }
    return { status, said: String(stderr) }
  }
}

function scratch(): { root: string; datadir: string } {
  const root = mkdtempSync(join(tmpdir(), 'playbook-datadir-'))
  const datadir = join(root, 'data')
  mkdirSync(datadir)
  return { root, datadir }
}

describe('the script that initialises', () => {
  test('makes it, leaves its evidence, and does it once', () => {
    const { root, datadir } = scratch()
    const make = `touch ${datadir}/ibdata1 && echo made`
    assert.match(initialise(datadir, make).said, /made/)
    assert.deepEqual(readdirSync(datadir).sort(), ['.playbook-initialised', 'ibdata1'])
    assert.deepEqual(readdirSync(root), ['data'])
    assert.match(initialise(datadir, make).said, /already/)
    const look = execFileSync('sh', ['-c', lookAtDatadir(datadir).script])
    assert.equal(
      ownerOf({ look: seen(String(look)), running: down }, { datadir, lowerCaseTableNames: '1' }).kind,
      'ours',
    )
    rmSync(root, { recursive: true })
  })

  test('the role of a member is seen in the agent’s state, as the agent writes it', async () => {
    const { root, datadir } = scratch()
    const state = join(root, 'state.json')
    const { durable } = modelNode('a', 0).state
    await saveState(state, { ...durable, role: 'STANDBY' })
    const look = seen(String(execFileSync('sh', ['-c', lookAtDatadir(datadir, state).script])))
    const owner = ownerOf({ look, running: down }, { datadir, lowerCaseTableNames: '1' })
    assert.match(owner.because, /this host is STANDBY of a pair/)
    rmSync(root, { recursive: true })
  })

  test('wipes what an interrupted one left, and only that', () => {
    const { root, datadir } = scratch()
    assert.equal(initialise(datadir, `touch ${datadir}/ibdata1; mkdir ${datadir}/mysql; exit 3`).status, 3)
    assert.equal(initialise(datadir, `[ ! -e ${datadir}/ibdata1 ] && touch ${datadir}/new`).status, 0)
    assert.deepEqual(readdirSync(datadir).sort(), ['.playbook-initialised', 'new'])
    rmSync(root, { recursive: true })
  })

  test('touches nothing that may be data', () => {
    const { root, datadir } = scratch()
    writeFileSync(join(datadir, 'ibdata1'), 'data')
    assert.match(initialise(datadir, 'true').said, /not empty; nothing was touched/)
    writeFileSync(`${datadir}.initialising`, '')
    mkdirSync(join(datadir, 'shop'))
    assert.match(initialise(datadir, 'true').said, /holds shop, which may be somebody's data/)
    assert.deepEqual(readdirSync(datadir).sort(), ['ibdata1', 'shop'])
    rmSync(root, { recursive: true })
  })
})
