import { cpus, loadavg } from 'node:os'
import { makeApplication } from '../test/e2e/faults/application.ts'
import { whole } from '../test/e2e/faults/pair.ts'
import { openTestLab } from '../test/e2e/support/lab.ts'
import { scenarios } from './failover/scenarios.ts'
import { tryOnce } from './failover/trial.ts'
import type { Trial } from './failover/trial.ts'
import { median } from './measure.ts'

const rounds = 5
const numbersApart = 1_000_000

const columns: readonly (readonly [title: string, of: keyof Trial])[] = [
  ['outage', 'outage'],
  ['VIP at', 'vip'],
  ['noticed', 'noticed'],
  ['+votes', 'votes'],
  ['+drain', 'drain'],
  ['+open', 'open'],
  ['+write', 'firstWrite'],
]

function line(title: string, cells: readonly string[], verdict = ''): void {
  process.stdout.write(`${title.padEnd(20)}${cells.map((cell) => cell.padStart(9)).join('')}  ${verdict}\n`)
}

const load = (): string => loadavg()[0]?.toFixed(1) ?? '?'

const lab = await openTestLab('bench-failover')
try {
  const { exitCode, stderr, stdout } = await lab.playbook('site', '--accept-defaults', '--output', 'plain')
  if (exitCode !== 0) throw new Error(`${stderr}${stdout}`)
  const application = await makeApplication(lab, await whole(lab))
  process.stdout.write(
    `Write outage through the VIP, medians of ${rounds} in ms; ${cpus().length} processors, load ${load()} before\n\n`,
  )
  line(
    '',
    columns.map(([title]) => title),
  )
  let number = numbersApart
  for (const scenario of scenarios) {
    const trials: Trial[] = []
    for (let round = 0; round < rounds; round++)
      trials.push(await tryOnce(lab, application, scenario, (number += numbersApart)))
    const of = (column: keyof Trial): number => median(trials.map((trial) => trial[column]))
    const spread = trials.map(({ outage }) => Math.round(outage)).toSorted((a, b) => a - b)
    const met = of('outage') <= scenario.target
    if (!met) process.exitCode = 1
    line(
      scenario.title,
      columns.map(([, column]) => String(Math.round(of(column)))),
      `target ${scenario.target}: ${met ? 'met' : 'MISSED'}  (${spread.join(' ')})`,
    )
  }
  process.stdout.write(
    `\noutage: last acknowledged commit to the next one. VIP at, noticed: from that last commit. Then, one after the other:\n` +
      `votes, what was received is applied (drain), term on disk and writes opened, the first commit. Load ${load()} after.\n`,
  )
} finally {
  await lab.close()
}
