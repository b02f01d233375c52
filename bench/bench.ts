import { cpus, loadavg } from 'node:os'
import { program } from './hosts.ts'
import { median, timed } from './measure.ts'
import { pairs, typicalSteps } from './typical.ts'

const startsOfEach = 10

async function medianSeconds(args: readonly string[]): Promise<number> {
  const times: number[] = []
  for (let start = 0; start < startsOfEach; start++)
    times.push((await timed(process.execPath, args)).milliseconds)
  return median(times) / 1000
}

function row(what: string, value: number, unit: string, target?: number): void {
  const verdict =
    target === undefined ? '' : `target ${target} ${unit}: ${value <= target ? 'met' : 'MISSED'}`
  process.stdout.write(`${what.padEnd(52)}${`${value.toFixed(2)} ${unit}`.padStart(12)}  ${verdict}\n`)
}

process.stdout.write(
  `Node.js ${process.versions.node}, ${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)} before\n\n`,
)
row('node -e 0', await medianSeconds(['-e', '0']), 's')
row('playbook --version', await medianSeconds([program, '--version']), 's', 0.25)
const { seconds, floorSeconds, memoryMegabytes, roundTrips } = await typicalSteps()
row('39 typical steps on 2 hosts, all right', seconds, 's', 0.8)
row('one ssh with one script that looks at the same', floorSeconds, 's')
row('ratio of the two', seconds / floorSeconds, 'x')
row('round trips to both hosts together', roundTrips, '')
row('largest resident memory', memoryMegabytes, 'MB', 150)
process.stdout.write(
  `\nMedians of ${startsOfEach} starts and of ${pairs} pairs; load ${loadavg()[0]?.toFixed(1)} after.\n`,
)
