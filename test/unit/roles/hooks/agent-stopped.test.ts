import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { localFiles } from '../../../../src/run/local.ts'
import { project } from '../../manual/mistake.ts'
import { scratch } from './scratch.ts'

interface Case {
  role: string
  /** What the server's client does with the statement. */
  client: string
  /** What systemd says of the server's unit. */
  unit: string
  /** How many seconds closing may take at most. */
  most: string
  /** In how many seconds another node can lead; `null`: none wants to. */
  aloneSeconds: number | null
  /** How old the agent's last sign of life is. */
  silentSeconds: number
}

/** Runs the rendered script beside a process that calls itself mysqld. Says what became of it, and the verdict. */
async function stopped({
  role,
  client,
  unit,
  most,
  aloneSeconds,
  silentSeconds,
}: Case): Promise<{ server: string; verdict: string }> {
  const { folder, file: path, remove } = scratch()
  const server = join(folder, 'mysqld')
  copyFileSync('/usr/bin/sleep', server)
  chmodSync(server, 0o700)
  const child = spawn(server, ['60'])
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  try {
    path('systemctl', `#!/bin/sh\necho ${unit}\n`, 0o700)
    path('ip', '#!/bin/sh\n', 0o700)
    const template = await localFiles(project).template('templates/hooks/mysqlha-stopped.sh.njk')
    const now = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
    const until = aloneSeconds === null ? [] : [now + aloneSeconds]
    const script = template.render({
      mysqlClient: path('client', `#!/bin/sh\n${client}\n`, 0o700),
      clientFile: join(folder, 'none.cnf'),
      readOnlyVariable: 'super_read_only',
      mysqlPidFile: path('pid', `${child.pid}\n`),
      mysqlUnit: 'mysqld',
      state: path('state', `{\n "role": "${role}"\n}\n`),
      fresh: path('fresh', `${[now - silentSeconds, ...until].join(' ')}\n`),
      verdict: join(folder, 'verdict'),
      vip: '192.0.2.1',
      vipPrefix: 32,
      vipInterface: 'none0',
    })
    const environment = { PATH: `${folder}:/usr/bin:/bin` }
    spawnSync('/bin/sh', [path('script', script), most], {
      stdio: 'ignore',
      env: environment,
      timeout: 20_000,
    })
    const verdict = readFileSync(join(folder, 'verdict'), 'utf8').trim()
    // Ends one that was left alone; one that was killed has had its signal before.
    child.kill('SIGTERM')
    const [, signal] = await ended
    return { server: signal === 'SIGKILL' ? 'killed' : 'left', verdict }
  } finally {
    child.kill('SIGKILL')
    remove()
  }
}

describe('the end of the agent', () => {
  const usual: Case = {
    role: 'PRIMARY',
    client: 'exit 0',
    unit: 'active',
    most: '10',
    aloneSeconds: null,
    silentSeconds: 0,
  }
  const cases: readonly [what: string, change: Partial<Case>, server: string][] = [
    ['leaves a server that has closed writes', {}, 'left'],
    ['kills one that cannot be asked', { client: 'exit 1' }, 'killed'],
    ['kills one that does not close in time', { client: 'exec sleep 60', most: '0.4' }, 'killed'],
    [
      'has no more time than that, for a node with all its votes',
      { client: 'exec sleep 60', most: '0.4', aloneSeconds: 600 },
      'killed',
    ],
    [
      'kills one before another node can lead',
      { client: 'exec sleep 60', most: '600', aloneSeconds: 0.3 },
      'killed',
    ],
    ['and when one can already', { client: 'exec sleep 60', most: '600', aloneSeconds: -3 }, 'killed'],
    [
      'takes its time when this has been done before',
      { client: 'sleep 1', aloneSeconds: -58, silentSeconds: 60 },
      'left',
    ],
    [
      'spares one that is only starting: it boots read-only',
      { client: 'exit 1', unit: 'activating' },
      'left',
    ],
    ['leaves the server of a node that was never adopted', { role: 'FORMING', client: 'exit 1' }, 'left'],
  ]
  for (const [what, change, server] of cases)
    test(what, async () => assert.deepEqual(await stopped({ ...usual, ...change }), { server, verdict: '1' }))
})
