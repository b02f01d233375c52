import type { LookedAt } from '../pair/look.ts'
import type { PairFinding, PairReport } from '../pair/report/report.ts'
import { columns, cut } from './columns.ts'
import { nodeRows } from './node-rows.ts'
import type { Paint } from './paint.ts'
import { oneLine } from './printable.ts'

export interface PairViewSettings {
  readonly paint: Paint
  /** Of the terminal; wide where there is none. */
  readonly columns: number
}

const words = { ok: 'OK', warning: 'WARNING', critical: 'CRITICAL' } as const

/** A pair for a person's eyes. Everything that comes from hosts has lost its controls. */
export function pairLines(report: PairReport, { paint, columns: width }: PairViewSettings): string[] {
  const { inventory, vip, primary, nodes, findings, transitions, severity } = report
  const holders = vip.holders.length === 0 ? 'on no node' : `on ${vip.holders.join(' and ')}`
  const colour = { ok: paint.green, warning: paint.yellow, critical: paint.red }[severity]
  return [
    `${paint.bold(oneLine(inventory))}  VIP ${vip.address} ${holders}, ${primary === undefined ? 'nobody leads' : `${primary} leads`}`,
    '',
    ...nodeTable(nodes, width),
    '',
    ...distanceLines(report),
    ...(transitions.length === 0 ? [] : ['Last transitions:']),
    ...columns(
      transitions.map(({ at, node, from, to, term, reason }) =>
        ['', shortTime(at), node, `${from} -> ${to}`, `term ${term}`, reason].map(oneLine),
      ),
    ).map((line) => cut(line, width)),
    '',
    ...findings.flatMap((finding) => findingLines(finding, paint)),
    colour(`${words[severity]}${severity === 'ok' ? ': no alert' : ''}`),
  ]
}

function nodeTable(nodes: readonly LookedAt[], width: number): string[] {
  const titles = 14
  const cell = Math.max(20, Math.floor((width - titles) / nodes.length) - 2)
  const rows = [['', ...nodes.map(({ name }) => name)], ...nodeRows(nodes.map(({ look }) => look))]
  return columns(
    rows.map(([title = '', ...cells]) => [title, ...cells.map((text) => cut(oneLine(text), cell))]),
  )
}

function distanceLines({ distances }: PairReport): string[] {
  if (distances.length === 0) return ['Transactions: cannot be compared.']
  return distances.map(({ has, lacks, count, gtids }) =>
    gtids === ''
      ? `Transactions: ${lacks} has all of ${has}.`
      : oneLine(`Transactions: ${lacks} lacks ${count ?? 'some'} of ${has} (${cut(gtids, 120)}).`),
  )
}

function findingLines({ severity, node, rule, message, since, next }: PairFinding, paint: Paint): string[] {
  const word = severity === 'critical' ? paint.red(words.critical) : paint.yellow(words.warning)
  const subject = [node, rule].filter((part) => part !== undefined).join(' ')
  const when = since === undefined ? '' : ` (since ${shortTime(since)})`
  return [
    `${word} ${oneLine(`${subject === '' ? '' : `${subject}: `}${message}${when}`)}`,
    ...(next === undefined ? [] : [`         ${oneLine(`next: ${next}`)}`]),
  ]
}

/** `2026-11-23 14:05:06 UTC` of an ISO time; other text as it is. */
function shortTime(iso: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(iso) ?? []
  return day === undefined || time === undefined ? iso : `${day} ${time} UTC`
}
