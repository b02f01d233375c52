import { mysqlha } from '../values/agent-command.ts'
import { exitCodes, PlaybookError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { leaderOf } from '../pair/leader.ts'
import type { LookedAt } from '../pair/look.ts'
import { lookedAt } from '../pair/node.ts'
import type { PairNode } from '../pair/node.ts'
import type { Pair } from '../pair/pair.ts'
import { switchoverChecks } from '../pair/switchover-checks.ts'
import { oneLine } from '../ui/printable.ts'
import { sh } from '../values/shell.ts'
import { whoAgrees } from './agreed.ts'
import type { CliIo } from './io.ts'
import { nodeOf } from './node-of.ts'
import { operate } from './operate.ts'
import type { Worked } from './operate.ts'
import type { SwitchoverOptions } from './pair-options.ts'
import { tellOn } from './tell.ts'
import type { Tell } from './tell.ts'

/** The agent answers within 30 s whatever happens. */
const answerSeconds = 35
/** The old primary replicates from the new one long before that. */
const settleSeconds = 60

/** Lets the other node lead: checks first, asks, then the primary's agent hands over, or takes back. Gives the exit code. */
export async function switchOver(options: SwitchoverOptions, io: CliIo): Promise<number> {
  const tell = tellOn(io, options.output)
  return operate('switchover', options, io, async (pair, operation) => {
    if (options.to !== undefined) nodeOf(pair, options.to)
    const agree = whoAgrees(options, pair.questioner, 'a switchover')
    const looks = await Promise.all(pair.nodes.map(lookedAt))
    const { from, to } = chosen(options.to, looks)
    if (from.name === to.name) {
      tell('done', `${to.name} leads already: nothing to do`)
      return { exitCode: 0, summary: `${to.name} led already` }
    }
    tell('checks', `From ${from.name} to ${to.name}:`)
    const checks = switchoverChecks(from, to)
    for (const { title, ok, because } of checks)
      tell('check', `  ${ok ? '✔' : '✖'} ${title} (${oneLine(because)})`, { ok })
    if (!checks.every(({ ok }) => ok))
      return refused(tell, `nothing was touched: ${from.name} leads as before`)
    const question = `${to.name} shall lead: writes wait for about half a second, and sessions are cut off. Go on?`
    if (!(await agree(question))) return { exitCode: exitCodes.Stopped, summary: 'nothing was touched' }
    return handOver(pair, operation, { from: nodeOf(pair, from.name), to: nodeOf(pair, to.name) }, tell)
  })
}

/** Throws `NeedsNotMet` when it is not clear who leads. */
function chosen(to: string | undefined, looks: readonly LookedAt[]): { from: LookedAt; to: LookedAt } {
  const from = leaderOf(looks)
  const other = looks.find(({ name }) => name !== from?.name)
  if (from === undefined || other === undefined)
    throw new PlaybookError('NeedsNotMet', 'no node leads alone, so none can hand over', {
      details: looks.map(({ name, look }) =>
        oneLine(`${name}: ${look.status ? `${look.status.role}, ${look.status.reason}` : look.because}`),
      ),
      hint: 'See: npx playbook status --inventory NAME',
    })
  return { from, to: to === from.name ? from : other }
}

async function handOver(
  pair: Pair,
  operation: Operation,
  { from, to }: { from: PairNode; to: PairNode },
  tell: Tell,
): Promise<Worked> {
  await operation.record('handing over', { from: from.name, to: to.name })
  const { exitCode, stdout, stderr } = await from.root(sh`${mysqlha} switchover`.timeout(answerSeconds))
  const said = (exitCode === 0 ? stdout : stderr.replace(/^mysqlha: /, '')).trim().split('\n').map(oneLine)
  for (const line of said.slice(0, -1)) tell('step', `  ${line}`)
  const verdict = said.at(-1) ?? ''
  await operation.record('answered', { exitCode, verdict })
  if (exitCode !== null && exitCode !== 0) return refused(tell, verdict)
  // Without an answer only the nodes themselves can tell.
  const lacking = await unsettled(pair, from.name, to.name)
  if (lacking !== null) return refused(tell, `${verdict}; but ${lacking}: see npx playbook status`)
  if (exitCode === null) {
    const summary = `${to.name} leads and ${from.name} follows; the answer of its agent was lost`
    tell('done', summary)
    return { exitCode: 0, summary }
  }
  const writesClosed = Number(/closed for (\d+) ms/.exec(verdict)?.[1])
  tell('done', verdict, Number.isNaN(writesClosed) ? {} : { writeOutageMilliseconds: writesClosed })
  return { exitCode: 0, summary: verdict }
}

function refused(tell: Tell, why: string): Worked {
  tell('failed', why)
  return { exitCode: exitCodes.NeedsNotMet, summary: why }
}

/** Waits until the new primary takes writes, and the old one follows it and is fit to lead. `null`, or what is still missing. */
async function unsettled(pair: Pair, from: string, to: string): Promise<string | null> {
  let lacking = ''
  for (const end = Date.now() + settleSeconds * 1000; Date.now() < end;) {
    const looks = await Promise.all(pair.nodes.map(lookedAt))
    const status = (name: string) => looks.find((one) => one.name === name)?.look.status
    const [old, next] = [status(from), status(to)]
    if (next?.role !== 'PRIMARY' || next.mysql?.readOnly !== false) lacking = `${to} takes no writes yet`
    else if (old?.role !== 'STANDBY') lacking = `${from} does not follow yet`
    else if (old.verdict !== 0) lacking = `${from} could not take over again: ${oneLine(old.verdictReason)}`
    else if (next.semisync.degraded) lacking = 'semi-sync is not on'
    else return null
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  return lacking
}
