import type { Tally } from './checks/judge.ts'
import { Violation } from './checks/violation.ts'
import { planOf } from './faults/draw.ts'
import type { Plan } from './faults/draw.ts'
import { say } from './faults/operator.ts'
import { strike } from './faults/strike.ts'
import { Recovery } from './checks/recovery.ts'
import type { Configuration } from './world/configuration.ts'
import { World } from './world/world.ts'

/** How a seed went. */
export interface Outcome {
  seed: number
  /** `null`: every promise was kept. */
  broken: { promise: string; detail: string } | null
  simulatedMilliseconds: number
  struck: string[]
  tally: Tally
  digest: number
}

const formationMilliseconds = 20_000

/** Runs one seed to its end. The same seed gives the same outcome, to the last event. */
export function simulate(
  seed: number,
  configuration: Configuration,
  trace: ((line: string) => void) | null = null,
  plan: Plan = planOf(seed),
): Outcome {
  const { policy, witness } = plan
  const world = new World({ seed, policy, witness, configuration, trace })
  const struck: string[] = []
  let broken: Outcome['broken'] = null
  try {
    form(world)
    suffer(world, plan, struck)
    new Recovery(world).await()
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    broken = { promise: error.promise, detail: error.message }
    world.note('w', () => `BROKEN ${error.message}`)
  }
  const { now, digest } = world.timeline
  return { seed, broken, simulatedMilliseconds: now, struck, tally: world.judge.tally, digest }
}

function stepUntil(world: World, until: number, enough: () => boolean = () => false): boolean {
  for (;;) {
    if (enough()) return true
    if (world.timeline.now >= until) return false
    world.timeline.step()
    world.judge.check()
  }
}

/** From two empty servers to a pair. */
function form(world: World): void {
  const { a, b } = world.hosts
  world.begin()
  stepUntil(
    world,
    formationMilliseconds,
    () => a.unit.agent?.state.settled === true && b.unit.agent?.state.settled === true,
  )
  say(a, { name: 'adopt', primary: 'SELF' })
  say(b, { name: 'adopt', primary: 'PEER' })
  const formed = () => a.server.writable() && b.unit.agent?.state.durable.role === 'STANDBY'
  if (!stepUntil(world, formationMilliseconds, formed))
    throw new Violation('a pair is formed', 'in 20 s it was not')
  world.note('w', 'FORMED')
}

/** Every fault at its moment, and its end. */
function suffer(world: World, { faults }: Plan, struck: string[]): void {
  const { timeline } = world
  const from = timeline.now
  const heals = new Set<() => void>()
  const waiting = new Set(faults)
  const counts = new Map<string, number>()
  const begin = (fault: (typeof faults)[number]): void => {
    if (!waiting.delete(fault)) return
    struck.push(fault.kind)
    const undo = strike(world, fault)
    const heal = () => void (heals.delete(heal) && undo())
    heals.add(heal)
    timeline.later(fault.lasts, null, heal)
  }
  for (const fault of faults)
    timeline.later(fault.at + (fault.point === null ? 0 : 8000), null, () => begin(fault))
  world.onPoint = (node, name) => {
    for (const fault of waiting) {
      if (fault.point?.name !== name || fault.node !== node || timeline.now < from + fault.at) continue
      const key = `${faults.indexOf(fault)}`
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count >= fault.point.count) begin(fault)
    }
  }
  stepUntil(world, from + 45_000, () => waiting.size === 0 && heals.size === 0)
  world.onPoint = null
  for (const heal of [...heals]) heal()
  world.note('w', 'HEALED')
}
