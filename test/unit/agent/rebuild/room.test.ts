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
    await refuseWithoutRoom(mysql, { bytes: Math.max(0, free - leastRoomToStartBytes - slack) })
    await assert.rejects(
      refuseWithoutRoom(mysql, { bytes: free + slack }),
      /data has room for \d+ MB, what is there now included, and the copy needs \d+ MB/,
    )
    await writeFile(join(mysql.datadir, 'ibdata1'), Buffer.alloc(2_000_000, 1))
    await writeFile(join(directory, 'log', 'mysql-bin.000001'), Buffer.alloc(1_000_000, 1))
    const tail = Math.abs((await bytesReplaced(mysql)) - 3_000_000)
    assert.ok(tail < 100_000, `${tail}`)
    const inside = { ...mysql, binaryLogs: join(mysql.datadir, 'mysql-bin') }
    assert.ok(Math.abs((await bytesReplaced(inside)) - 2_000_000) < 100_000)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
