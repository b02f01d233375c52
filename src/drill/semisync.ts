import { sql } from '../values/sql.ts'
import { rows } from './scene.ts'
import type { Stage } from './scene.ts'

/** The agent gives up the wait, no timeout does. */
export const forEverMilliseconds = 4_294_967_295

/** How long the servers of a pair wait for the standby; undefined where they have no semi-sync. */
export async function semisyncTimeout(stage: Stage, name: string): Promise<number | undefined> {
  const [row] = await rows(
    stage,
    name,
    sql`SHOW GLOBAL VARIABLES WHERE Variable_name IN ('rpl_semi_sync_source_timeout', 'rpl_semi_sync_master_timeout')`,
  )
  return row && Number(row['Value'])
}
