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
import { whole } from '../drill/whole.ts'
import type { Operation } from '../journal/operation.ts'
import type { Pair } from '../pair/pair.ts'
import { oneLine } from '../ui/printable.ts'
import { didYouMean } from '../values/suggest.ts'
import { agreed } from './agreed.ts'
import { labControlOf } from './drill-lab.ts'
import type { CliIo } from './io.ts'
import { operate } from './operate.ts'
import type { DrillOptions } from './pair-options.ts'

const endSeconds = 60

/** Breaks a pair on purpose and shows how it survives. Exit code 0 only when every drill went as it must. */
export async function drill(options: DrillOptions, io: CliIo): Promise<number> {
  if (options.list) {
    for (const line of catalogueLines(drills)) io.stdout.write(`${line}\n`)
    return 0
  }
  const names = drills.map(({ name }) => name)
  for (const name of options.names)
    if (!names.includes(name))
      throw new PlaybookError('BadUsage', `there is no drill ${name}${didYouMean(name, names)}`, {
        hint: 'List them with: npx playbook drill --list --inventory NAME',
      })
  return operate('drill', options, io, async (pair, operation) => {
    const parts = await partsOf(pair, io)
    if (await restore(parts, io.workingDirectory)) await operation.record('restored')
    if (options.restore) return { exitCode: 0, summary: 'the pair is as it was' }
    const chosen = chosenFor(options, parts)
    const question = `${chosen.length === 1 ? chosen[0]?.name : `${chosen.length} drills`} on ${pair.inventory.name}: break it?`
    if (!(await agreed(options, pair.questioner, question, catalogueLines(chosen))))
      return { exitCode: exitCodes.Stopped, summary: 'nothing was broken' }
    return runAll(parts, chosen, options, io, operation)
  })
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
      hint: 'These take power, freeze a host or kill the witness from outside: npx playbook lab up makes hosts for that.',
    })
  return chosen
}

async function runAll(
  parts: StageParts,
  chosen: readonly Drill[],
  { rounds, output }: DrillOptions,
  io: CliIo,
  operation: Operation,
): Promise<{ exitCode: number; summary: string }> {
  const results: DrillResult[] = []
  const show = (): void => {
    const lines = output === 'json' ? results.map((result) => JSON.stringify(result)) : resultLines(results)
    for (const line of lines) io.stdout.write(`${line}\n`)
  }
  const { stage, login } = await setUp(parts)
  const workshop = { stage, login, workingDirectory: io.workingDirectory, run: operation.id }
  for (let round = 1; round <= rounds; round++)
    for (const one of chosen) {
      if (io.stopping.aborted) break
      parts.tell(`${one.name}: ${one.does}`)
      await operation.record('drillStarted', { drill: one.name, round })
      const result = await runDrill(workshop, one, round).catch((error: unknown) => {
        show()
        throw notWhole(one.name, error)
      })
      await operation.record('drillEnded', { ...result })
      results.push(result)
      for (const why of result.failures) parts.tell(`✖ ${why}`)
    }
  await clearAway(stage, await whole(stage, endSeconds))
  show()
  const good = results.every(({ failures }) => failures.length === 0)
  const summary = resultLines(results).at(-1) ?? 'nothing was broken'
  if (io.stopping.aborted) return { exitCode: exitCodes.Stopped, summary }
  return { exitCode: good ? 0 : exitCodes.StepFailed, summary }
}

/** The pair is left as it is, for people to look at; what was done is written down. */
function notWhole(name: string, cause: unknown): unknown {
  if (!(cause instanceof DrillFailure)) return cause
  return new PlaybookError('StepFailed', `${name}: ${cause.message}`, {
    hint: 'Look at the pair with npx playbook status; npx playbook drill --restore heals what the drill has done.',
    cause,
  })
}
