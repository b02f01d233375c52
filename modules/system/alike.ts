import { ok, warn } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'

/** What of a server should be the same on both, in words. */
export interface Hardware {
  readonly processors: number
  readonly processorModel: string
  readonly memoryBytes: number
  readonly system: string
}

/** Publishes this host's hardware for the comparison. */
export const hardware = defineModule({
  name: 'hardware',
  probe: (_: Hardware) => ({}),
  judge: (_, mine) =>
    ok(
      `${mine.processors} × ${mine.processorModel || 'processor'}, ${Math.round(mine.memoryBytes / 2 ** 20)} MiB, ${mine.system}`,
      JSON.stringify(mine),
    ),
})

function unlike(mine: Hardware, other: Hardware): string[] {
  const differences: string[] = []
  if (Math.abs(mine.memoryBytes - other.memoryBytes) > 0.02 * mine.memoryBytes) differences.push('memory')
  if (mine.processors !== other.processors || mine.processorModel !== other.processorModel)
    differences.push('processors')
  if (mine.system !== other.system) differences.push('operating system')
  return differences
}

/** Reports servers that are not of one kind: a weaker standby lags, and fails over worse. */
export const alike = defineModule({
  name: 'alike',
  probe: (_: { mine: Hardware; others: readonly { name: string; hardware: string }[] }) => ({}),
  judge(_, { mine, others }) {
    const found = others.flatMap(({ name, hardware: text }) =>
      unlike(mine, JSON.parse(text) as Hardware).map((what) => `${what} of ${name}`),
    )
    return found.length === 0
      ? ok('the servers are alike')
      : warn(`not the same here: ${found.join(', ')}; the weaker server decides what the pair can do`)
  },
})
