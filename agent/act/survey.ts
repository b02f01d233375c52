import { machineTimeZone } from '../../src/mysql/monitoring.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'
import { moment } from './context.ts'

const patienceMilliseconds = 1000
const longSeconds = 1

/** Looks for transactions that a switchover would break off or wait for. @throws when one stays, naming it */
export async function survey({ settings, signal }: Context): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    await session.run(machineTimeZone)
    for (let waited = 0; ; waited += 200) {
      const [oldest] = await session.run(
        `SELECT t.trx_mysql_thread_id AS id, p.USER AS user, p.COMMAND AS command,
                TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS seconds
          FROM information_schema.INNODB_TRX t
          JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
          WHERE p.USER NOT IN ('system user', 'event_scheduler')
            AND TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) > ${longSeconds}
          ORDER BY t.trx_started LIMIT 1`,
      )
      if (oldest === undefined) return 'no long transaction'
      if (waited >= patienceMilliseconds) {
        const { id, user, command, seconds } = oldest
        const who = `session ${String(id)} of ${String(user)} (${String(command)})`
        throw new Error(`${who} has had a transaction open for ${String(seconds)} s: let it end, or end it`)
      }
      await moment(200, signal)
    }
  })
}
