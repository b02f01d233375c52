import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aliveBecause } from '../../../agent/observe/alive-errors.ts'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import { changeSource } from '../../../src/mysql/change-source.ts'
import { parseServerVersion } from '../../../src/mysql/version.ts'
import { localFiles } from '../../../src/run/local.ts'
import { series } from '../roles/mysql/contexts.ts'
import { filesBelow, filesWith, landsOnHosts, project } from './mistake.ts'
import type { Mistake } from './mistake.ts'

const world = 'unit/agent/world.test.ts'
const course = 'e2e/flavours/course.ts'

/** Runs the rendered check as keepalived does: no arguments. Gives its exit code. */
async function healthCheck(verdict: string, ageSeconds: number): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'verdict-'))
  try {
    const [uptime] = readFileSync('/proc/uptime', 'utf8').split(' ')
    const path = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const template = await localFiles(project).template('templates/hooks/verdict-fresh.sh.njk')
    const script = template.render({
      fresh: path('fresh', `${(Number(uptime) - ageSeconds).toFixed(2)}\n`),
      verdict: path('verdict', `${verdict}\n`),
      pidFile: join(folder, 'none.pid'),
      bundle: '/nowhere/mysqlha.cjs',
      stopScript: 'true',
    })
    return spawnSync('/bin/sh', [path('check', script)], { stdio: 'ignore' }).status
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What points a replica at its source, on every series. */
const pointing = Object.values(series).map((text) => {
  const source = { host: '192.168.14.129', port: 3306, user: 'repl', password: 'pw' }
  const timing = { heartbeatSeconds: 2, connectRetrySeconds: 1, retryCount: 86400, wasPrimary: true }
  return changeSource(capabilitiesOf(parseServerVersion(text)), { ...source, ...timing })
})

/** Rows 1 to 24: the notify and check scripts. */
export const scriptMistakes: readonly Mistake[] = [
  {
    row: 1,
    was: 'the health check dies of its missing arguments: no VIP anywhere',
    proofs: [
      {
        async check() {
          assert.equal(await healthCheck('0', 0), 0)
          assert.equal(await healthCheck('1', 0), 1)
          assert.equal(await healthCheck('0', 60), 1)
        },
      },
    ],
  },
  { row: 2, was: 'the new standby is never told to replicate', proofs: [{ drill: 'mysql-primary-killed' }] },
  {
    row: 3,
    was: 'a server without replication crashes the promotion',
    proofs: [{ title: 'formation: FORMING touches nothing until adopt', in: world }],
  },
  { row: 4, was: 'promotes after 60 s, drained or not', proofs: [{ drill: 'relay-log-not-drained' }] },
  {
    row: 5,
    was: 'complete means: as far as was read, be it hours ago',
    proofs: [{ title: 'an incomplete node waits', in: 'unit/manual/gate.test.ts' }],
  },
  {
    row: 6,
    was: 'the old coordinates stay after a promotion',
    // A whole pair's leader is nobody's replica.
    proofs: [{ drill: 'keepalived-primary-stopped' }],
  },
  {
    row: 7,
    was: 'writes open as the last of four unchecked statements',
    proofs: [{ title: 'never two writable servers, and one primary again when all is healed', in: world }],
  },
  {
    row: 8,
    was: 'rejoins by file and position: extra transactions stay in silence',
    proofs: [
      {
        check() {
          for (const statements of pointing)
            assert.match(statements.at(-1)?.text ?? '', /_AUTO_POSITION=1|MASTER_USE_GTID=slave_pos/)
          assert.deepEqual(filesWith(/(MASTER|SOURCE)_LOG_(FILE|POS)/), [])
        },
      },
      { drill: 'unacknowledged-tail' },
    ],
  },
  {
    row: 9,
    was: 'a healthy replica is rewound at each restart of keepalived',
    proofs: [
      { title: 'a replica whose keepalived is started again is left alone', in: world },
      { drill: 'keepalived-replica-stopped' },
    ],
  },
  {
    row: 10,
    was: 'reads the copy of the state that the last fail-over fetched',
    proofs: [{ check: () => assert.deepEqual(filesWith(/\b(scp|rsync|sftp) -/), []) }],
  },
  {
    row: 11,
    was: 'sets master_host to the letters {0}',
    proofs: [
      {
        check() {
          for (const statements of pointing) {
            assert.equal(statements.filter(({ text }) => text.includes('_HOST=')).length, 1)
            assert.match(statements.at(-1)?.text ?? '', /_HOST='192\.168\.14\.129'/)
          }
        },
      },
    ],
  },
  {
    row: 12,
    was: 'fences last, and lets sessions be',
    proofs: [
      { title: 'a primary cut off from both voters fences itself before the other side opens', in: world },
      { drill: 'cut-primary-from-everything' },
    ],
  },
  {
    row: 13,
    was: 'STOP only writes a line: the server stays writable',
    proofs: [{ drill: 'keepalived-primary-stopped' }],
  },
  {
    row: 14,
    was: 'FAULT is not handled',
    // There a killed mysqld must show as FAULT, then BACKUP.
    proofs: [{ title: 'the other leads with every row, the old primary comes back', in: course }],
  },
  {
    row: 15,
    was: 'records nothing when MySQL is down',
    // There a killed mysqld must leave the state and the closing of writes in the log.
    proofs: [{ title: 'the other leads with every row, the old primary comes back', in: course }],
  },
  {
    row: 16,
    was: 'logs do not rotate',
    proofs: [{ title: 'logs rotate, keep so many files', in: 'unit/agent/files.test.ts' }],
  },
  {
    row: 17,
    was: 'the lock is let go before the work',
    proofs: [{ title: 'in a lane one thing runs at a time', in: 'unit/agent/actor.test.ts' }],
  },
  {
    row: 18,
    was: 'check and notify write to one log',
    proofs: [
      {
        check() {
          const loop = landsOnHosts.find(({ path }) => path.endsWith('agent/loop.ts'))?.text ?? ''
          assert.match(loop, /notify\.log/)
          assert.match(loop, /check_mysql\.log/)
        },
      },
    ],
  },
  {
    row: 19,
    was: 'addresses and paths of one customer stand in the scripts',
    proofs: [
      {
        check: () =>
          assert.deepEqual(filesWith(/\b192\.168\.\d|\balidata\/keepalived-\d/, filesBelow('templates')), []),
      },
    ],
  },
  {
    row: 20,
    was: 'needs Python 2 and packages that are gone',
    proofs: [
      {
        check() {
          const templates = filesBelow('templates')
          assert.deepEqual(filesWith(/python/i, templates), [])
          const scripts = templates.filter(({ text }) => text.startsWith('#!'))
          assert.ok(scripts.length > 0)
          for (const { text } of scripts) assert.match(text, /^#!\/bin\/sh\n/)
        },
      },
    ],
  },
  {
    row: 21,
    was: 'a check of a hanging server takes longer than a minute',
    proofs: [
      { title: 'a server that hangs fails at the fifth miss', in: 'unit/agent/rules.test.ts' },
      { drill: 'mysqld-frozen' },
    ],
  },
  {
    row: 22,
    was: 'alive means: a process mysqld_safe',
    proofs: [
      { check: () => assert.deepEqual(filesWith(/mysqld_safe/, filesBelow('agent')), []) },
      { title: '3.a the health verdict', in: 'unit/agent/rules.test.ts' },
    ],
  },
  {
    row: 23,
    was: 'kills every keepalived of the host',
    proofs: [{ check: () => assert.deepEqual(filesWith(/\b(pkill|killall)\b/), []) }],
  },
  {
    row: 24,
    was: 'too many connections: fails over, and the storm follows',
    proofs: [
      {
        check() {
          for (const errno of [1040, 1045, 1129, 1226]) assert.ok(aliveBecause({ errno }) !== null)
        },
      },
      { drill: 'too-many-connections' },
    ],
  },
]
