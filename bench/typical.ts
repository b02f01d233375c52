import type { RunEvent } from '../src/run/events.ts'
import { floor } from './floor.ts'
import { benchLab, program, type BenchLab } from './hosts.ts'
import { median, memoryOf, timed } from './measure.ts'

/** How often both are measured, one after the other. */
export const pairs = 9
const stepsOnBothHosts = 78

export interface TypicalResult {
  readonly seconds: number
  readonly floorSeconds: number
  readonly memoryMegabytes: number
  readonly roundTrips: number
}

type Ended = Extract<RunEvent, { kind: 'runEnded' }>

function commandLine(inventory: string): string[] {
  return [program, 'bench/typical/playbook.ts', '--inventory', inventory, '--output', 'json']
}

function endOf(stdout: string): Ended {
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent)
  const ended = events.find((event) => event.kind === 'runEnded')
  if (ended === undefined) throw new Error('the run has no end')
  return ended
}

async function measure({ inventory, hosts }: BenchLab): Promise<TypicalResult> {
  const args = commandLine(inventory)
  await timed(process.execPath, args)
  const ours: number[] = []
  const floors: number[] = []
  let roundTrips = 0
  // In pairs, so that whatever else the machine does weighs on both.
  for (let pair = 0; pair < pairs; pair++) {
    const { milliseconds, stdout } = await timed(process.execPath, args)
    const ended = endOf(stdout)
    if (ended.counts.right !== stepsOnBothHosts)
      throw new Error(`not all was right: ${JSON.stringify(ended.counts)}`)
    roundTrips = ended.roundTrips
    ours.push(milliseconds)
    floors.push(await floor(hosts))
  }
  return {
    seconds: median(ours) / 1000,
    floorSeconds: median(floors) / 1000,
    memoryMegabytes: await memoryOf(process.execPath, args),
    roundTrips,
  }
}

/** 39 typical steps on two hosts, all already right, beside the floor. */
export async function typicalSteps(): Promise<TypicalResult> {
  const lab = await benchLab()
  try {
    return await measure(lab)
  } finally {
    await lab.end()
  }
}
