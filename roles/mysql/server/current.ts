import { messageOf, PlaybookError } from '../../../src/errors.ts'
import { askFor, cannotTell, differs, ok, type Finding } from '../../../src/plan/finding.ts'
import type { HostWriter } from '../../../src/plan/host.ts'
import { defineModule } from '../../../src/plan/module.ts'
import { fileAt, query } from '../../../src/values/probe.ts'
import type { FileProbe, FileResult, SqlProbe } from '../../../src/values/probe.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'
import { raw, sql, type MysqlLogin } from '../../../src/values/sql.ts'
import { changeUnit } from '../../../modules/services/change-unit.ts'
import { showUnit, unitStateOf } from '../../../modules/services/unit-state.ts'
import { refuseUnlessStandby } from './may-restart.ts'
import { changedOptions, normalised, type ChangedOption } from './option-file.ts'
import { startedDirectory, unitFile, unitName } from './unit.ts'

export interface CurrentParams {
  readonly login: MysqlLogin
  readonly configFile: string
}

// `variables` is the second look: it is large, and hardly ever needed.
type CurrentProbes = {
  readonly show: ShellCommand
  readonly startedConfig: FileProbe
  readonly config: FileProbe
  readonly startedUnit: FileProbe
  readonly unit: FileProbe
  readonly variables?: SqlProbe
}

interface Drift {
  /** Settings to try on the running server. */
  readonly set: readonly ChangedOption[]
  /** What certainly needs a restart. */
  readonly restartFor: readonly string[]
}

/** The agent's own while the server runs: the file says how a server starts, not what it is now. */
const agentsOwn = /^(read_only|super_read_only|event_scheduler|rpl_semi_sync_\w+_enabled)$/

/** Names under which older servers show an option. */
const shownAs: Readonly<Record<string, string>> = { transaction_isolation: 'tx_isolation' }

function textOf(file: FileResult): string | undefined {
  return file.exists ? file.content?.toString() : undefined
}

function judgeOptions(
  changed: readonly ChangedOption[],
  running: ReadonlyMap<string, string>,
): Finding<Drift> {
  const current = (name: string) => running.get(name) ?? running.get(shownAs[name] ?? '')
  const wrong = changed.filter(
    ({ name, value }) =>
      !agentsOwn.test(name) &&
      (value === undefined || normalised(current(name) ?? '\0') !== normalised(value)),
  )
  if (wrong.length === 0) return ok('what changed since the start is in effect')
  const set = wrong.filter((option) => option.value !== undefined && running.has(option.name))
  const restartFor = wrong.filter((option) => !set.includes(option)).map(({ name }) => name)
  const words = wrong.map(
    (option) =>
      `${option.name} is ${current(option.name) ?? 'not shown'}, should be ${option.value ?? 'gone'}`,
  )
  return differs(words.join('; '), { set, restartFor })
}

async function setRunning(
  host: HostWriter,
  login: MysqlLogin,
  { name, value = '' }: ChangedOption,
): Promise<boolean> {
  const plain = /^\d+$/.test(value) ? value : normalised(value)
  try {
    await host.execute(login, sql`SET GLOBAL ${raw(name)} = ${/^\d+$/.test(plain) ? Number(plain) : plain}`)
    return true
  } catch (error) {
    // 1238: read only while the server runs; 1193: an option without a variable.
    if (error instanceof PlaybookError && /error (1238|1193)\b/.test(messageOf(error))) return false
    throw error
  }
}

/**
 * The server runs with the configuration that is on disk, compared with the copies that it took at its start. What can be
 * set while it runs is set; for the rest it is restarted, on a running pair only where it is the standby.
 */
export const currentConfiguration = defineModule({
  name: 'currentConfiguration',
  probe({ login: { unixSocket }, configFile }: CurrentParams): CurrentProbes {
    const started = startedDirectory({ mysql_socket: unixSocket })
    const look = (path: string) => fileAt(path, { maxBytes: 65536 })
    return {
      show: showUnit(unitName),
      startedConfig: look(`${started}/${configFile.split('/').at(-1) ?? ''}`),
      config: look(configFile),
      startedUnit: look(`${started}/${unitName}`),
      unit: look(unitFile),
    }
  },
  judge({ show, startedConfig, config, startedUnit, unit, variables }, { login }): Finding<Drift> {
    const state = unitStateOf(show.stdout).ActiveState
    if (state !== 'active') return cannotTell(`${unitName} is ${state || 'not there'}`)
    const [before, now] = [textOf(startedConfig), textOf(config)]
    if (now === undefined) return cannotTell('the configuration cannot be read')
    if (before === undefined)
      return differs('the server did not note what it started with', { set: [], restartFor: ['its unit'] })
    if (textOf(startedUnit) !== textOf(unit))
      return differs('the unit changed since the server started', { set: [], restartFor: ['its unit'] })
    const changed = changedOptions(before, now)
    if (changed.length === 0) return ok('the server runs with its current configuration')
    if (variables === undefined) return askFor({ variables: query(login, sql`SHOW GLOBAL VARIABLES`) })
    if (variables.error ?? variables.timedOut) return cannotTell('the server does not show its variables')
    const running = variables.rows.map((row) => [String(row.Variable_name), String(row.Value)] as const)
    return judgeOptions(changed, new Map(running))
  },
  async apply(host, { login }, { set, restartFor }) {
    const refused: string[] = [...restartFor]
    for (const option of set) if (!(await setRunning(host, login, option))) refused.push(option.name)
    if (refused.length === 0) return
    await refuseUnlessStandby(host, refused)
    host.progress(`Restarting the server for ${refused.join(', ')}`)
    await changeUnit(host, 'restart', unitName, 900)
  },
  settleSeconds: () => 120,
})
