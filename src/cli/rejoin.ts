import { exitCodes, PlaybookError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { leaderOf } from '../pair/leader.ts'
import { lookedAt } from '../pair/node.ts'
import type { PairNode } from '../pair/node.ts'
import type { Pair } from '../pair/pair.ts'
import { errantChanges } from '../pair/rejoin/errant.ts'
import { compareWithPeer, type Compared } from '../pair/rejoin/comparison.ts'
import { explainDifference, explainWays } from '../pair/rejoin/explain.ts'
import { watchArrival } from '../pair/rejoin/watch.ts'
import { waysBack } from '../pair/rejoin/ways.ts'
import type { AgentStatus } from '../pair/status-shape.ts'
import type { CliIo } from './io.ts'
import { nodeOf } from './node-of.ts'
import { operate, type Worked } from './operate.ts'
import type { RejoinOptions } from './pair-options.ts'
import { chooseWay, type Choice, type OwnTransactions } from './rejoin-choice.ts'
import { takeWay } from './rejoin-way.ts'
import { tellOn } from './tell.ts'
import type { Tell } from './tell.ts'

const patienceSeconds = { catchUp: 120, rebuild: 1800 }

/** Explains why a node is not in the pair, and brings it back: by catching up, or by a copy of the primary's data. */
export async function rejoin(options: RejoinOptions, io: CliIo): Promise<number> {
  const tell = tellOn(io, options.output)
  return operate('rejoin', options, io, async (pair, operation) => {
    const { node, primary } = await nodesOf(pair, options)
    const look = await node.status()
    if (!look.reached) throw new PlaybookError('Unreachable', `${node.name}: ${look.because}`)
    const { status } = look
    const compared = await compareWithPeer(node)
    const changes = await errantChanges(node, status?.divergence?.dump ?? '')
    const ways = waysBack(look, compared)
    for (const line of explainDifference({ node: node.name, primary, status, compared, changes }))
      tell('difference', line)
    const nothingAsked = options.method === undefined
    if (ways.nothingToDo && nothingAsked) {
      tell('done', `${node.name} replicates from ${primary}: nothing to do`)
      return { exitCode: 0, summary: `${node.name} replicated already` }
    }
    for (const line of explainWays(ways, compared)) tell('way', line)
    const own = ownTransactions(status, compared)
    const choice = await chooseWay(options, { node: node.name, ways, own }, pair.questioner)
    if (choice.kind === 'nothing') return { exitCode: exitCodes.Stopped, summary: 'nothing was touched' }
    return bringBack({ pair, operation, node, choice, stopping: io.stopping }, ways, tell)
  })
}

/** Half a copy has nothing of its own. */
export function ownTransactions(
  status: Pick<AgentStatus, 'role' | 'divergence'> | undefined,
  { found }: Compared,
): OwnTransactions {
  if (found?.here !== null) return { errant: found?.onlyHere.gtids ?? '' }
  const errant = status?.divergence?.errant ?? ''
  return errant === '' && status?.role !== 'CLONING' ? { untold: true } : { errant }
}

/** Throws `BadUsage` for a node that is not of the pair, `NeedsNotMet` when nobody leads, or the node itself does. */
async function nodesOf(
  pair: Pair,
  { node: name }: RejoinOptions,
): Promise<{ node: PairNode; primary: string }> {
  const node = nodeOf(pair, name)
  const looks = await Promise.all(pair.nodes.map(lookedAt))
  const leader = leaderOf(looks)
  if (leader === undefined)
    throw new PlaybookError('NeedsNotMet', 'no node leads alone, so there is nothing to join', {
      hint: 'See: npx playbook status --inventory NAME',
    })
  if (leader.name === name)
    throw new PlaybookError('NeedsNotMet', `${name} is the primary: it is what the other one joins`)
  return { node, primary: leader.name }
}

interface Way {
  readonly pair: Pair
  readonly operation: Operation
  readonly node: PairNode
  readonly choice: Exclude<Choice, { kind: 'nothing' }>
  readonly stopping: AbortSignal
}

async function bringBack(
  { pair, operation, node, choice, stopping }: Way,
  ways: ReturnType<typeof waysBack>,
  tell: Tell,
): Promise<Worked> {
  await operation.record('chosen', { node: node.name, ...choice })
  const refused = await takeWay(node, choice, ways)
  if (refused !== undefined) return failed(tell, refused)
  const rebuilding = choice.kind === 'rebuild' || ways.running
  const arrival = await watchArrival(
    pair,
    node,
    {
      rebuilding,
      patienceSeconds: rebuilding ? patienceSeconds.rebuild : patienceSeconds.catchUp,
      signal: stopping,
    },
    (line) => tell('progress', `  ${line}`),
  )
  await operation.record('ended', { ...arrival })
  if (arrival.kind === 'failed') return failed(tell, arrival.because)
  if (arrival.kind === 'stopped') {
    const summary = `stopped watching ${node.name}, which goes on by itself`
    tell('stopped', summary)
    return { exitCode: exitCodes.Stopped, summary }
  }
  const how = choice.kind === 'rebuild' ? `rebuilt by ${choice.method}` : rebuilding ? 'rebuilt' : 'caught up'
  const summary = `${node.name} is STANDBY again, ${how}`
  tell('done', summary)
  return { exitCode: 0, summary }
}

function failed(tell: Tell, why: string): Worked {
  tell('failed', why)
  return { exitCode: exitCodes.StepFailed, summary: why }
}
