import { mysqlha } from '../values/agent-command.ts'
import type { PairNode } from '../pair/node.ts'
import type { CatchUp, Ways } from '../pair/rejoin/ways.ts'
import { oneLine } from '../ui/printable.ts'
import { sh, type ShellCommand } from '../values/shell.ts'
import type { Choice } from './rejoin-choice.ts'

const catchUpBy: Readonly<Record<CatchUp['by'], ShellCommand | undefined>> = {
  wait: undefined,
  'start mysqld': sh`systemctl reset-failed mysqld; systemctl start mysqld`.timeout(600),
  'start the agent': sh`systemctl reset-failed mysqlha-agent; systemctl start mysqlha-agent`,
  'end maintenance': sh`${mysqlha} maint off`,
  // A fenced node joins the primary anew, from where its data ends.
  'join again': sh`${mysqlha} fence`,
}

/** Begins what was chosen; the agent does the rest. Gives why it did not begin. */
export async function takeWay(
  node: PairNode,
  choice: Exclude<Choice, { kind: 'nothing' }>,
  { catchUp, running }: Ways,
): Promise<string | undefined> {
  const command =
    choice.kind === 'rebuild'
      ? sh`${mysqlha} rebuild --method ${choice.method} --discard ${choice.discard}`
      : running || 'impossible' in catchUp
        ? undefined
        : catchUpBy[catchUp.by]
  if (command === undefined) return undefined
  const { exitCode, stderr } = await node.root(command)
  if (exitCode === 0) return undefined
  return (
    oneLine(stderr.trim().split('\n').at(-1) ?? '').replace(/^mysqlha: /, '') || 'the node did not answer'
  )
}
