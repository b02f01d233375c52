import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { localFiles } from '../../../../src/run/local.ts'
import { project } from '../../manual/mistake.ts'
import { scratch } from './scratch.ts'

/** The rendered command in a folder of its own, where Node.js is a script. */
async function command(node: string) {
  const { folder, file, remove } = scratch()
  const template = await localFiles(project).template('templates/hooks/mysqlha.sh.njk')
  const lock = join(folder, 'backup.lock')
  const script = template.render({
    fresh: join(folder, 'none'),
    status: join(folder, 'none'),
    backupLock: lock,
    node: file('node', `#!/bin/sh\n${node}\n`, 0o700),
    bundle: 'BUNDLE',
  })
  const path = file('mysqlha', script, 0o700)
  return {
    folder,
    file,
    remove,
    lock,
    run(words: readonly string[], directories = `${folder}:/usr/bin:/bin`) {
      const env = { PATH: directories }
      const { status, stdout, stderr } = spawnSync(path, words, { env, encoding: 'utf8' })
      return { status, stdout, stderr }
    },
  }
}

describe('the command of the agent', () => {
  test('works on backups under the lock, after everything else, and ends as the program does', async () => {
    const it = await command(
      'echo "$@"; flock --nonblock "$(dirname "$0")/backup.lock" true || echo locked; exit 7',
    )
    try {
      it.file('nice', '#!/bin/sh\necho nice $1 $2; shift 2; exec "$@"\n', 0o700)
      it.file('ionice', '#!/bin/sh\necho ionice $1 $2; shift 2; exec "$@"\n', 0o700)
      assert.deepEqual(it.run(['backup', 'run', '--only', 'a b']), {
        status: 7,
        stdout: 'nice -n 10\nionice -c 3\nBUNDLE backup run --only a b\nlocked\n',
        stderr: '',
      })
    } finally {
      it.remove()
    }
  })

  test('does without ionice where there is none', async () => {
    const it = await command('echo "$@"')
    try {
      it.file('nice', '#!/bin/sh\nshift 2; exec "$@"\n', 0o700)
      it.file('flock', '#!/bin/sh\nshift 4; exec "$@"\n', 0o700)
      // Besides it there is only what the script itself needs.
      const link = spawnSync('/bin/sh', ['-c', `ln -s /bin/sh ${it.folder}/sh`])
      assert.equal(link.status, 0)
      assert.equal(it.run(['backup', 'verify'], it.folder).stdout, 'BUNDLE backup verify\n')
    } finally {
      it.remove()
    }
  })

  test('says that somebody else is at work', async () => {
    const it = await command('echo "$@"')
    const holder = spawn('flock', [it.lock, '-c', 'echo held; exec sleep 60'], { detached: true })
    try {
      await once(holder.stdout, 'data')
      for (const words of ['run', 'verify', 'restore', 'prune', 'snapshot'])
        assert.deepEqual(it.run(['backup', words]), {
          status: 75,
          stdout: '',
          stderr: 'mysqlha: another backup, verification or restore is running\n',
        })
      assert.equal(it.run(['backup', '--full', 'run']).status, 75)
      assert.deepEqual(it.run(['backup', 'list', '--json']).stdout, 'BUNDLE backup list --json\n')
      assert.equal(it.run(['backup', '--help']).status, 0)
    } finally {
      if (holder.pid !== undefined) process.kill(-holder.pid, 'SIGKILL')
      it.remove()
    }
  })

  test('takes no lock for anything else', async () => {
    const it = await command('echo "$@"')
    try {
      for (const words of [[], ['status'], ['switchover'], ['backup']])
        assert.equal(it.run(words).stdout, `BUNDLE${words.map((word) => ` ${word}`).join('')}\n`)
      assert.equal(existsSync(it.lock), false)
    } finally {
      it.remove()
    }
  })
})
