import type { NodeLook } from '../look.ts'
import { mostRebuildFailures, rebuildMethods, type RebuildMethod } from '../../mysql/rebuild-method.ts'
import type { Compared } from './comparison.ts'

/** How a node can come back. */
export interface Ways {
  /** Nothing is wrong: it replicates. */
  readonly nothingToDo: boolean
  /** What makes it catch up; `wait`: its agent does it by itself. Or why it cannot. */
  readonly catchUp: CatchUp | { readonly impossible: string }
  /** Ways to copy that both nodes have, the best first. */
  readonly rebuild: readonly RebuildMethod[]
  /** Already under way: only to be watched. */
  readonly running: boolean
}

export interface CatchUp {
  readonly by: 'wait' | 'start mysqld' | 'start the agent' | 'end maintenance' | 'join again'
}

/** Judges by what the node's agent says and by what the two lack of each other. */
export function waysBack(look: Extract<NodeLook, { reached: true }>, { found }: Compared): Ways {
  const { status, services } = look
  const rebuild = rebuildMethods.filter((method) => found?.methods.includes(method) === true)
  const ways = (catchUp: Ways['catchUp'], more: Partial<Ways> = {}): Ways => ({
    nothingToDo: false,
    running: false,
    catchUp,
    rebuild,
    ...more,
  })
  if (status === undefined)
    return ways(
      services.agent === 'active' ? { impossible: 'its agent does not answer' } : { by: 'start the agent' },
    )
  if (status.role === 'CLONING')
    return ways(
      { impossible: 'its data is half a copy' },
      { running: (status.rebuild?.failures ?? 0) < mostRebuildFailures },
    )
  if (found !== undefined && found.onlyHere.gtids !== '' && status.role !== 'STANDBY')
    return ways({ impossible: 'it has transactions that the primary lacks' })
  if (found?.here != null && found.stillLogged === false)
    return ways({ impossible: 'the primary has already deleted binary logs that it needs' })
  if (services.mysqld !== 'active' && services.mysqld !== 'activating') return ways({ by: 'start mysqld' })
  if (status.role === 'MAINT') return ways({ by: 'end maintenance' })
  const { replication } = status
  const running = replication?.ioRunning === 'Yes' && replication.sqlRunning
  if (status.role === 'STANDBY' && running) return ways({ by: 'wait' }, { nothingToDo: true })
  return ways({ by: status.role === 'STANDBY' ? 'join again' : 'wait' })
}
