import type { Context } from '../act/context.ts'
import type { RebuildMethod } from '../../src/mysql/rebuild-method.ts'
import type { RebuildWork } from '../decide/rebuild-state.ts'
import { byClone } from './by-clone.ts'
import { byBackup } from './by-backup.ts'
import { byDump } from './by-dump.ts'
import { lookHere, refuseLoss } from './here.ts'
import { configuredDirectory } from './configured-directory.ts'
import { refuseOtherDirectory } from './data-directory.ts'
import { chooseMethod } from './methods.ts'
import type { Offer } from './offer.ts'
import { findProgram } from './programs.ts'
import { askOffer } from './receive.ts'
import { reporter } from './reporter.ts'
import type { Reporter } from './reporter.ts'
import { refuseWithoutRoom } from './room.ts'
import { bringBack } from './unit.ts'

const bringBackMilliseconds = 10_000

/** Replaces the data here by a copy of the peer's. @throws when it failed; the last reported stage says what was touched */
export async function rebuild(context: Context, work: RebuildWork): Promise<string> {
  const { settings, signal } = context
  reporter(context, work.method, 0).stage('checking')
  const here = await lookHere(settings.mysql, signal, work.untouched)
  const offer = await askOffer(settings, signal)
  refuseLoss(here, offer, work)
  const method = chooseMethod(work.method, here?.methods ?? withoutServer(context, offer), offer.methods)
  const { mysql } = settings
  if (method !== 'clone')
    await refuseOtherDirectory(mysql.datadir, here?.datadir ?? (await configuredDirectory(mysql, signal)))
  if (work.untouched) await refuseWithoutRoom(mysql, method, offer)
  const report = reporter(context, method, offer.bytes)
  report.stage('checking')
  try {
    return `by ${method} from ${settings.peer.nodeId}, ${await copy(context, method, offer, work.untouched, report)}`
  } catch (error) {
    // Data that nobody has touched goes on being served; what took this work's place does not stop that.
    if (work.untouched && here !== null && !report.touched()) await serveAgain(settings)
    throw error
  }
}

function copy(
  context: Context,
  method: Exclude<RebuildMethod, 'auto'>,
  offer: Offer,
  untouched: boolean,
  report: Reporter,
): Promise<string> {
  if (method === 'clone') return byClone(context, report)
  return method === 'logical-dump'
    ? byDump(context, offer, untouched, report)
    : byBackup(context, method, offer, report)
}

function serveAgain(settings: Context['settings']): Promise<void> {
  return bringBack({ settings, signal: AbortSignal.timeout(bringBackMilliseconds) }).catch(() => undefined)
}

/** A server that does not run can still be replaced file by file, or loaded by a start of its own. */
function withoutServer({ settings }: Context, { style }: Offer): RebuildMethod[] {
  const has = (...programs: Parameters<typeof findProgram>[0][]) =>
    programs.every((program) => findProgram(program, settings.mysql) !== null)
  const [byFiles, ...needed] =
    style === 'mariadb'
      ? (['mariadb-backup', 'mariadbBackup', 'mbstream'] as const)
      : (['xtrabackup', 'xtrabackup', 'xbstream'] as const)
  const bySql = has('client', 'server') ? (['logical-dump'] as const) : []
  return has(...needed) ? [byFiles, ...bySql] : [...bySql]
}
