import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { localFiles } from '../../../../src/run/local.ts'
import { project } from '../../manual/mistake.ts'
import { scratch } from './scratch.ts'

/** Runs the check with a last sign of life from just after boot; what happens while it waits stands in for `sleep`. */
async function check(whileItWaits: string): Promise<{ code: number | null; stopped: string }> {
  const { folder, file: path, remove } = scratch()
  try {
    const stopped = join(folder, 'stopped')
    const template = await localFiles(project).template('templates/hooks/verdict-fresh.sh.njk')
    const script = template.render({
      fresh: path('fresh', '0.10\n'),
      verdict: path('verdict', '0\n'),
      pidFile: path('agent.pid', '999999999\n'),
      bundle: '/nowhere/mysqlha.cjs',
      stopScript: path('stop', `#!/bin/sh\necho "$1" >${stopped}\n`, 0o700),
    })
    path('sleep', `#!/bin/sh\ncd ${folder}; ${whileItWaits}\n`, 0o700)
    const { status } = spawnSync('/bin/sh', [path('check', script)], {
      stdio: 'ignore',
      env: { PATH: `${folder}:/usr/bin:/bin` },
    })
    return { code: status, stopped: existsSync(stopped) ? readFileSync(stopped, 'utf8').trim() : 'not' }
  } finally {
    remove()
  }
}

test('an agent that shows that it lives while the check waits is left alone: its host was frozen with it', async () => {
  assert.deepEqual(await check('read -r now _ </proc/uptime; echo "$now" >fresh'), {
    code: 0,
    stopped: 'not',
  })
})

test('an agent that stays silent is ended, and writes are closed in a hurry', async () => {
  assert.deepEqual(await check('true'), { code: 1, stopped: '0.4' })
})
