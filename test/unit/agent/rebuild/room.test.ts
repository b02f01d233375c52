import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { bytesReplaced, refuseWithoutRoom } from '../../../../agent/rebuild/room.ts'
import { leastRoomToStartBytes } from '../../../../src/mysql/room.ts'

test('a copy that does not fit is refused before anything is touched; what it replaces counts as room', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'playbook-room-'))
  try {
    const mysql = { datadir: join(directory, 'data'), binaryLogs: join(directory, 'log', 'mysql-bin') }
    await mkdir(mysql.datadir)
    await mkdir(join(directory, 'log'))
    const { bavail, bsize } = await statfs(directory)
    // Others write to this disk meanwhile.
    const slack = 2e9
    const free = bavail * bsize
    await refuseWithoutRoom(mysql, 'mariadb-backup', {
      bytes: Math.max(0, free - leastRoomToStartBytes - slack),
    })
    await assert.rejects(
      refuseWithoutRoom(mysql, 'mariadb-backup', { bytes: free + slack }),
      /data has room for \d+ MB, what is there now included, and the copy needs \d+ MB/,
    )
    const relay = join(mysql.datadir, 'relay-bin.000001')
    for (const [path, bytes] of [
      [join(mysql.datadir, 'ibdata1'), 2_000_000],
      [relay, 4_000_000],
      [join(mysql.datadir, 'ib_logfile0'), 8_000_000],
      [join(directory, 'log', 'mysql-bin.000001'), 1_000_000],
      [join(directory, 'log', 'error.log'), 16_000_000],
    ] as const)
      await writeFile(path, Buffer.alloc(bytes, 1))
    const inside = { ...mysql, binaryLogs: join(mysql.datadir, 'mysql-bin') }
    for (const [places, method, megabytes] of [
      [mysql, 'mariadb-backup', 7],
      [mysql, 'logical-dump', 6],
      [mysql, 'clone', 6],
      [inside, 'xtrabackup', 6],
    ] as const)
      assert.equal(Math.round((await bytesReplaced(places, method)) / 1e6), megabytes, method)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
