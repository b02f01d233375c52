import { PlaybookError, exitCodes } from '../errors.ts'
import { accountNames, secretKeys } from '../../roles/mysql/login.ts'
import { drills } from '../drill/catalogue.ts'
import { DrillFailure } from '../drill/drill.ts'
import type { Drill } from '../drill/drill.ts'
import { chosenDrills, clearAway, restore, setUp } from '../drill/prepare.ts'
import type { StageParts } from '../drill/prepare.ts'
import { catalogueLines, resultLines } from '../drill/report.ts'
import type { DrillResult } from '../drill/result.ts'
import { runDrill } from '../drill/run-drill.ts'
import { unfinishedDrill } from '../drill/unfinished.ts'
import { whole } from '../drill/whole.ts'
import type { Operation } from '../journal/operation.ts'
import type { Pair } from '../pair/pair.ts'
import { jsonLine } from '../ui/json-line.ts'
import { oneLine } from '../ui/printable.ts'
import { didYouMean } from '../values/suggest.ts'
import { whoAgrees } from './agreed.ts'
import { labControlOf } from './drill-lab.ts'
import type { CliIo } from './io.ts'
import { operate } from './operate.ts'
import type { Worked } from './operate.ts'
import type { DrillOptions } from './pair-options.ts'

const endSeconds = 60

/** Breaks a pair on purpose and shows how it survives. Exit code 0 only when every drill went as it must. */
export async function drill(options: DrillOptions, io: CliIo): Promise<number> {
  const names = drills.map(({ name }) => name)
  for (const name of options.names)
    if (!names.includes(name))
      throw new PlaybookError('BadUsage', `there is no drill ${name}${didYouMean(name, names)}`, {
        hint: 'List them with: npx playbook drill --list',
      })
  return operate('drill', options, io, async (pair, operation) => {
    try {
      const parts = await partsOf(pair, io)
      return options.restore
        ? await restoreOnly(parts, io, operation)
        : await breakAndRestore(parts, options, io, operation)
    } catch (error) {
      throw notWhole(error)
    }
  })
}

/** Also when nothing is noted here: a drill may have been begun in another directory. */
async function restoreOnly(parts: StageParts, io: CliIo, operation: Operation): Promise<Worked> {
  const inventory = parts.pair.inventory.name
  const left = unfinishedDrill(io.workingDirectory, inventory)
  await restore(parts, left ?? { inventory, memory: {} }, io.workingDirectory)
  await operation.record('restored', { noted: left !== undefined })
  const summary = left
    ? 'the pair is as it was'
    : 'no drill begun in this directory has left anything; the pair is whole'
  parts.tell(summary)
  return { exitCode: 0, summary }
}

async function breakAndRestore(
  parts: StageParts,
  options: DrillOptions,
  io: CliIo,
  operation: Operation,
): Promise<Worked> {
  const chosen = chosenFor(options, parts)
  const agree = whoAgrees(options, parts.pair.questioner, 'a drill')
  const question = `${chosen.length === 1 ? chosen[0]?.name : `${chosen.length} drills`} on ${parts.pair.inventory.name}: break it?`
  if (!(await agree(question, catalogueLines(chosen))))
    return { exitCode: exitCodes.Stopped, summary: 'nothing was broken' }
  const left = unfinishedDrill(io.workingDirectory, parts.pair.inventory.name)
  if (left) {
    await restore(parts, left, io.workingDirectory)
    await operation.record('restored', { noted: true })
  }
  return runAll(parts, chosen, options, io, operation)
}

/** Refuses servers on which nobody has allowed drills. */
async function partsOf(pair: Pair, io: CliIo): Promise<StageParts> {
  if (!pair.variables.drill_allowed)
    throw new PlaybookError('BadInventory', `the inventory "${pair.inventory.name}" does not allow drills`, {
      hint: 'A drill kills services and cuts networks. Where that may be: drill_allowed: true, in group_vars/mysql.yml.',
    })
  const key = secretKeys.root
  const secrets = await pair.secrets.obtain([{ key, length: 24 }], { dryRun: true })
  const password = secrets.get(key)
  if (!password) throw new PlaybookError('BadSecrets', `${key} is not in secrets.yml`)
  return {
    pair,
    login: { unixSocket: pair.variables.mysql_socket, user: accountNames.root, password },
    lab: labControlOf(pair.inventory),
    tell: (line) => void io.stderr.write(`  ${oneLine(line)}\n`),
  }
}

function chosenFor({ names }: DrillOptions, { lab }: StageParts): Drill[] {
  const chosen = chosenDrills(names, lab !== undefined)
  const impossible = lab ? [] : chosen.filter(({ needs }) => needs === 'lab').map(({ name }) => name)
  if (impossible.length > 0)
    throw new PlaybookError('BadUsage', `only in the lab: ${impossible.join(', ')}`, {
      hint: 'Nothing on real hosts would take these back if we were gone: npx playbook lab up makes hosts for that.',
    })
  return chosen
}

async function runAll(
  parts: StageParts,
  chosen: readonly Drill[],
  { rounds, output }: DrillOptions,
  io: CliIo,
  operation: Operation,
): Promise<Worked> {
  const results: DrillResult[] = []
  const showTable = (): void => {
    if (output !== 'json') for (const line of resultLines(results)) io.stdout.write(`${line}\n`)
  }
  const { stage, login } = await setUp(parts, io.workingDirectory)
  const workshop = { stage, login, workingDirectory: io.workingDirectory, run: operation.id }
  for (let round = 1; round <= rounds; round++)
    for (const one of chosen) {
      if (io.stopping.aborted) break
      parts.tell(`${one.name}: ${one.does}`)
      await operation.record('drillStarted', { drill: one.name, round })
      const result = await runDrill(workshop, one, round).catch((error: unknown) => {
        showTable()
        throw notWhole(error, one.name)
      })
      await operation.record('drillEnded', { ...result })
      results.push(result)
      if (output === 'json') io.stdout.write(jsonLine(result))
      for (const why of result.failures) parts.tell(`✖ ${why}`)
    }
  await clearAway(stage, await whole(stage, endSeconds), io.workingDirectory)
  showTable()
  const good = results.every(({ failures }) => failures.length === 0)
  const summary = resultLines(results).at(-1) ?? 'nothing was broken'
  if (io.stopping.aborted) return { exitCode: exitCodes.Stopped, summary }
  return { exitCode: good ? 0 : exitCodes.StepFailed, summary }
}

/** The pair is left as it is, for people to look at; what was done is written down. */
function notWhole(cause: unknown, name?: string): unknown {
  if (!(cause instanceof DrillFailure)) return cause
  return new PlaybookError('StepFailed', name === undefined ? cause.message : `${name}: ${cause.message}`, {
    hint: 'Look at the pair with npx playbook status; npx playbook drill --restore heals what the drill has done.',
    cause,
  })
}
