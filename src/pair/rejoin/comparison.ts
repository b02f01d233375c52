import { z } from 'zod'
import { mysqlha } from '../../values/agent-command.ts'
import type { Difference } from '../../mysql/difference.ts'
import type { RootAnswer } from '../node.ts'
import type { PairNode } from '../node.ts'
import { sh } from '../../values/shell.ts'

const difference: z.ZodType<Difference> = z.object({ gtids: z.string(), count: z.number().nullable() })

/** What `mysqlha compare --json` prints, checked: it comes from a host. Described in agent/rebuild/compare.ts. */
const comparisonShape = z.object({
  here: z.object({ executed: z.string(), version: z.string() }).nullable(),
  peer: z.object({ executed: z.string(), version: z.string(), bytes: z.number() }),
  onlyHere: difference,
  onlyPeer: difference,
  stillLogged: z.boolean().nullable(),
  methods: z.array(z.string()),
})

export type Comparison = z.infer<typeof comparisonShape>

/** What a node and its peer lack of each other, or why that cannot be told. */
export type Compared =
  | { readonly found: Comparison; readonly because?: undefined }
  | { readonly found: undefined; readonly because: string }

/** Asks a node to compare itself with its peer. */
export async function compareWithPeer(node: PairNode): Promise<Compared> {
  return readComparison(await node.root(sh`${mysqlha} compare --json`.timeout(30)))
}

export function readComparison({ exitCode, stdout, stderr }: RootAnswer): Compared {
  if (exitCode !== 0)
    return { found: undefined, because: stderr.trim().split('\n').at(-1) || 'the node does not answer' }
  try {
    return { found: comparisonShape.parse(JSON.parse(stdout)) }
  } catch {
    return { found: undefined, because: 'the agent answered something that is no comparison' }
  }
}
