import { exitCodes } from '../errors.ts'
import { lookedAt } from '../pair/node.ts'
import { reportOf, type PairReport } from '../pair/report/report.ts'
import { jsonLine } from '../ui/json-line.ts'
import { pairLines } from '../ui/pair-view.ts'
import { colours, noColours } from '../ui/paint.ts'
import { wantsColours, type ProcessIo } from './io.ts'
import { openPair } from './open-pair.ts'
import type { StatusOptions } from './pair-options.ts'
import { watchPair } from './watch-status.ts'

/** Monitoring systems tell the severities by these; a pair of which no host can be looked at is `Unreachable`. */
const severityCodes = { ok: 0, warning: 10, critical: 11 } as const

/** By how bad the worst finding is. */
export function exitCodeOf({ severity, nodes }: Pick<PairReport, 'severity' | 'nodes'>): number {
  return nodes.some(({ look }) => look.reached) ? severityCodes[severity] : exitCodes.Unreachable
}

const widthWithoutTerminal = 160

/** What is written for one report: the table, or one line of JSON. */
function textOf(report: PairReport, { output }: StatusOptions, io: ProcessIo): string {
  if (output === 'json')
    return jsonLine({ at: new Date().toISOString(), exitCode: exitCodeOf(report), ...report })
  const { isTTY, columns } = io.stdout
  const paint = wantsColours(io) && output === 'auto' ? colours : noColours
  return `${pairLines(report, { paint, columns: isTTY ? columns : widthWithoutTerminal }).join('\n')}\n`
}

/** Shows how the pair is, once or until stopped. Gives the exit code by severity. */
export async function printStatus(options: StatusOptions, io: ProcessIo): Promise<number> {
  const pair = await openPair(options, io)
  const subject = { inventory: pair.inventory.name, vip: pair.variables.vip.address }
  try {
    if (options.watch)
      return await watchPair(pair.nodes, io, options.output, (looks) =>
        textOf(reportOf(subject, looks), options, io),
      )
    const report = reportOf(subject, await Promise.all(pair.nodes.map(lookedAt)))
    io.stdout.write(textOf(report, options, io))
    return exitCodeOf(report)
  } finally {
    await pair.close()
  }
}
