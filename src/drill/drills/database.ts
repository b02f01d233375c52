import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createConnection } from 'mysql2/promise'
import { stopReplica } from '../../mysql/statements.ts'
import { sh } from '../../values/shell.ts'
import { raw, sql } from '../../values/sql.ts'
import { DrillFailure } from '../drill.ts'
import type { Drill } from '../drill.ts'
import { rowsTable } from '../on-host/records.ts'
import { capabilitiesOn, lastFor, leads, mend, root, rows, statusOf, writesGoOn } from '../scene.ts'
import type { Scene } from '../scene.ts'
import { until } from '../until.ts'
import { signalMain, startAgain } from './processes.ts'

const stallSeconds = 4
const lockSeconds = 6
const connectionsKey = 'max_connections'
const tooMany = 1040

async function stopApplier(scene: Scene): Promise<void> {
  const can = await capabilitiesOn(scene, scene.standby)
  await rows(scene, scene.standby, sql`${raw(stopReplica(can, 'SQL_THREAD').text)}`)
}

/** The applier waits for the lock; it lasts as long as the administrator's session. */
async function lockRows(scene: Scene): Promise<void> {
  await rows(scene, scene.standby, sql`LOCK TABLES ${raw(rowsTable)} READ`)
}

async function unlockRows(scene: Scene): Promise<void> {
  await rows(scene, scene.standby, sql`UNLOCK TABLES`)
}

async function connected(scene: Scene): Promise<number> {
  const [row] = await rows(scene, scene.primary, sql`SHOW GLOBAL STATUS LIKE 'Threads_connected'`)
  return Number(row?.['Value'])
}

async function allowedConnections(scene: Scene): Promise<number> {
  const [row] = await rows(scene, scene.primary, sql`SELECT @@GLOBAL.max_connections AS allowed`)
  return Number(row?.['allowed'])
}

/**
 * Allows fewer than there are, now that agents come and go; when clients leave, there is room for whoever puts things right. A
 * server that insists on more (MariaDB: 10) gets guests who never say who they are; it throws them out after ten seconds.
 */
async function fillUp(scene: Scene): Promise<Socket[]> {
  const { vip, mysql_port: port } = scene.pair.variables
  const wanted = Math.max(1, (await connected(scene)) - 3)
  await rows(scene, scene.primary, sql`SET GLOBAL max_connections = ${wanted}`)
  const guests = Array.from({ length: (await allowedConnections(scene)) - wanted }, () =>
    connect(port, vip.address),
  )
  for (const guest of guests) guest.on('error', () => undefined)
  return guests
}

/** A client that nobody has let in before. */
async function refusedForTooMany({ pair }: Scene): Promise<boolean> {
  const { vip, mysql_port: port } = pair.variables
  try {
    const connection = await createConnection({
      host: vip.address,
      port,
      user: 'nobody',
      connectTimeout: 2000,
    })
    connection.destroy()
    return false
  } catch (error) {
    return (error as { errno?: number }).errno === tooMany
  }
}

/** What can happen inside the servers. */
export const databaseDrills: readonly Drill[] = [
  {
    name: 'too-many-connections',
    does: 'The primary takes no more connections: it is alive, so nothing moves.',
    needs: 'lab',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      await scene.remember(connectionsKey, String(await allowedConnections(scene)))
      const guests = await fillUp(scene)
      try {
        await until('new clients are refused', 20, () => refusedForTooMany(scene))
        await lastFor(12)
      } finally {
        for (const guest of guests) guest.destroy()
      }
    },
    async heal(scene) {
      const allowed = scene.memory[connectionsKey]
      if (allowed !== undefined)
        await rows(scene, scene.primary, sql`SET GLOBAL max_connections = ${Number(allowed)}`)
    },
  },
  {
    name: 'replica-sql-thread-stopped',
    does: 'Somebody stops the applier on the standby: writes go on, and the agent starts it again.',
    needs: 'anywhere',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      await stopApplier(scene)
      await lastFor(3)
    },
    heal: async () => undefined,
  },
  {
    name: 'replica-lagging',
    does: 'The standby receives and does not apply for some seconds: writes go on, nothing moves.',
    needs: 'anywhere',
    leads: 'same',
    writesGoOnWithinSeconds: stallSeconds,
    async inject(scene) {
      await lockRows(scene)
      await lastFor(lockSeconds)
    },
    heal: unlockRows,
  },
  {
    name: 'relay-log-not-drained',
    does: 'MySQL on the primary dies while the standby has received more than it has applied: it leads when it has applied all.',
    needs: 'anywhere',
    leads: 'other',
    async inject(scene) {
      await lockRows(scene)
      await writesGoOn(scene)
      await root(scene, scene.primary, signalMain('mysqld', 'KILL'))
      await lastFor(2)
      if ((await statusOf(scene, scene.standby))?.mysql?.readOnly === false)
        throw new DrillFailure(`${scene.standby} opened writes before it had applied what it received`)
      await unlockRows(scene)
      await leads(scene, scene.standby)
    },
    async heal(scene) {
      await unlockRows(scene)
      await mend(scene, scene.primary, startAgain('mysqld'))
    },
  },
  {
    name: 'disk-full-primary',
    does: 'The primary’s data disk is full for a while: a standby that is ready leads, else commits wait for room.',
    needs: 'lab',
    leads: 'either',
    async inject(scene) {
      await fillDisk(scene, scene.primary)
      await lastFor(10)
    },
    heal: (scene) => emptyDisk(scene, scene.primary),
  },
  {
    name: 'disk-full-replica',
    does: 'The standby’s data disk is full for a while: writes go on, and it catches up when there is room.',
    needs: 'lab',
    leads: 'same',
    // No bound: under the policy `consistency` commits wait until there is room.
    async inject(scene) {
      await fillDisk(scene, scene.standby)
      await lastFor(10)
    },
    heal: (scene) => emptyDisk(scene, scene.standby),
  },
]

async function fillDisk(scene: Scene, node: string): Promise<void> {
  const file = fillFile(scene)
  const data = scene.pair.variables.mysql_datadir
  await root(
    scene,
    node,
    sh`fallocate -l "$(($(stat -f -c '%a * %S' ${data})))" ${file}; cat /dev/zero >>${file} 2>/dev/null; true`,
  )
}

async function emptyDisk(scene: Scene, node: string): Promise<void> {
  const file = fillFile(scene)
  await mend(scene, node, sh`rm -f ${file}; [ ! -e ${file} ]`)
  await mend(scene, node, startAgain('mysqld'))
}

function fillFile({ pair }: Scene): string {
  return `${pair.variables.mysql_basedir}-drill-fills-the-disk`
}
