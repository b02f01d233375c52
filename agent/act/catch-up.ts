import { covers, gtidStyleOf } from '../../src/mysql/position.ts'
import { gtidText } from '../../src/mysql/row.ts'
import { executedGtids } from '../../src/mysql/statements.ts'
import { withSession } from '../mysql/with-session.ts'
import type { Context } from './context.ts'
import { moment } from './context.ts'

/** Waits until everything up to the position is applied; touches nothing. */
export async function catchUp({ settings, signal }: Context, position: string): Promise<string> {
  return withSession(settings.mysql, signal, async (session) => {
    const style = gtidStyleOf(session.can)
    for (;;) {
      const [row] = await session.run(executedGtids(session.can))
      if (covers(style, gtidText(row?.['gtid']), position)) return 'everything is applied'
      await moment(10, signal)
    }
  })
}
