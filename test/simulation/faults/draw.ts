import type { Policy } from '../../../agent/decide/state.ts'
import type { NodeId } from '../model/gtids.ts'
import type { Random } from '../world/random.ts'
import { randomFrom } from '../world/random.ts'
import { faultKinds } from './fault.ts'
import type { Fault, FaultKind } from './fault.ts'

/** What a seed decides before the clock starts. */
export interface Plan {
  seed: number
  policy: Policy
  witness: boolean
  faults: Fault[]
}

/** Moments of turning over, at which faults are tried more often than chance would. */
const points = [
  'turn',
  'verdict',
  'tell',
  'hear',
  'after persist',
  ...['fence', 'drain', 'detach', 'open', 'join', 'close', 'catch-up', 'rebuild', 'semisync'].flatMap(
    (kind) => [0, 1, 2, 3].map((step) => `${kind} ${step}`),
  ),
  ...['fence', 'drain', 'detach', 'open', 'join', 'log'].map((kind) => `after ${kind}`),
] as [string, ...string[]]

/** What a story is about, where it is not about everything. */
export interface Focus {
  failover?: Policy['failover']
  semisync?: 'availability' | 'consistency'
  onDivergence?: Policy['onDivergence']
  /** Faults to choose from. */
  kinds?: readonly FaultKind[]
  /** Lies over the whole story. */
  condition?: FaultKind
}

export function planOf(seed: number, focus: Focus = {}): Plan {
  const random = randomFrom(seed, 1)
  const anyFailover = random.pick([
    'automatic',
    'automatic',
    'automatic',
    'automatic',
    'assisted',
    'automatic-without-witness',
  ] as const)
  const failover = focus.failover ?? anyFailover
  const anySemisync = random.pick(['availability', 'consistency'] as const)
  const semisync = focus.semisync ?? anySemisync
  const onDivergence = random.chance(0.3) ? 'reclone' : 'refuse'
  return {
    seed,
    policy: {
      semisync,
      semisyncTimeoutMilliseconds: semisync === 'availability' ? 1000 : 4_294_967_295,
      failover,
      onDivergence: focus.onDivergence ?? onDivergence,
    },
    witness: failover === 'automatic' || (failover === 'assisted' && random.chance(0.5)),
    faults: faultsOf(random, focus),
  }
}

/** Troubles that may lie over the whole story, so that others meet them. */
const conditions = [
  'applier slow',
  'slow statements',
  'bad network',
  'disk slow',
  'disk full',
  'disk stuck',
  'too many connections',
  'witness cut off',
  'witness stopped',
  'mysqld starts slowly',
] as const satisfies readonly FaultKind[]

function faultsOf(random: Random, { kinds = faultKinds, condition }: Focus): Fault[] {
  const count = random.between(1, 7)
  // Close together or far apart.
  const window = random.pick([2000, 6000, 15_000] as const)
  const faults = Array.from({ length: count }, () => ({
    kind: random.pick(kinds as readonly [FaultKind, ...FaultKind[]]),
    node: random.pick<NodeId>(['a', 'b']),
    at: random.between(0, window),
    point: random.chance(0.4) ? { name: random.pick(points), count: random.between(1, 3) } : null,
    lasts: Math.round(50 * 300 ** random.next()),
    variant: random.next(),
  }))
  if (random.chance(0.6) && condition === undefined) return faults
  const kind = condition ?? random.pick(conditions)
  const node = random.pick<NodeId>(['a', 'b'])
  return [{ kind, node, at: 0, point: null, lasts: window + 5000, variant: random.next() }, ...faults]
}
