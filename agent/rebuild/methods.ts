import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { Session } from '../mysql/session.ts'
import type { MysqlSettings } from '../settings.ts'
import { findProgram } from './programs.ts'

/** In the order in which `auto` tries them: the fastest that leaves the donor alone comes first. */
const preferred: readonly RebuildMethod[] = ['clone', 'mariadb-backup', 'xtrabackup', 'logical-dump']

/** The methods that this node has the means for, as donor or as recipient. */
export async function methodsHere(session: Session, settings: MysqlSettings): Promise<RebuildMethod[]> {
  const mariadb = session.version.flavour === 'mariadb'
  const cloneActive = session.can.clonePlugin && (await hasClonePlugin(session))
  const has = (...programs: Parameters<typeof findProgram>[0][]) =>
    programs.every((program) => findProgram(program, settings) !== null)
  const readable = session.can.uuidGtids && !session.can.dynamicPrivileges
  const can: Partial<Record<RebuildMethod, boolean>> = {
    clone: cloneActive,
    'mariadb-backup': mariadb && has('mariadbBackup', 'mbstream'),
    xtrabackup: !mariadb && has('xtrabackup', 'xbstream'),
    'logical-dump': has('client', 'server') && (readable || has('dump')),
  }
  return preferred.filter((method) => can[method] === true)
}

async function hasClonePlugin(session: Session): Promise<boolean> {
  const rows = await session.run("SHOW GLOBAL VARIABLES LIKE 'clone\\_valid\\_donor\\_list'")
  return rows.length > 0
}

/** The method to use. @throws when the two nodes have none in common, or not the one that is wanted */
export function chooseMethod(
  wanted: RebuildMethod,
  here: readonly RebuildMethod[],
  there: readonly RebuildMethod[],
): Exclude<RebuildMethod, 'auto'> {
  const both = here.filter((method) => there.includes(method))
  const chosen = wanted === 'auto' ? both[0] : both.find((method) => method === wanted)
  if (chosen !== undefined && chosen !== 'auto') return chosen
  const say = (methods: readonly RebuildMethod[]) => methods.join(', ') || 'nothing'
  throw new Error(
    wanted === 'auto'
      ? `no way to copy that both nodes have: here ${say(here)}, at the peer ${say(there)}`
      : `${wanted} is not there on both nodes: here ${say(here)}, at the peer ${say(there)}`,
  )
}
