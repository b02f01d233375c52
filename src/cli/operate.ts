import { hostname } from 'node:os'
import { failureOf } from '../run/failure.ts'
import { exitCodes, PlaybookError } from '../errors.ts'
import { loadInventory } from '../inventory/load.ts'
import { openOperation, type Operation, type OperationKind } from '../journal/operation.ts'
import type { Pair } from '../pair/pair.ts'
import type { ProcessIo } from './io.ts'
import { openPair } from './open-pair.ts'
import { whoIsTyping } from './opener.ts'
import type { PairOptions } from './pair-options.ts'

/** How work on a pair went: the exit code, and one sentence for the list of runs. */
export interface Worked {
  readonly exitCode: number
  readonly summary: string
}

/**
 * Does something to a pair under a journal of its own and the hosts' locks, which are taken when a host is first asked to
 * do something. Gives the exit code.
 */
export async function operate(
  kind: OperationKind,
  options: PairOptions,
  io: ProcessIo,
  work: (pair: Pair, operation: Operation) => Promise<Worked>,
): Promise<number> {
  const who = whoIsTyping(hostname())
  const { name: inventory } = await loadInventory(options.inventory)
  const operation = await openOperation(io.workingDirectory, {
    operation: kind,
    inventory,
    arguments: options.arguments,
    who,
  })
  const end = ({ exitCode, summary }: Worked): Promise<void> =>
    operation.end({
      outcome: exitCode === 0 ? 'done' : exitCode === exitCodes.Stopped ? 'stopped' : 'failed',
      exitCode,
      summary,
    })
  let pair: Pair | undefined
  try {
    pair = await openPair(options, io, { run: operation.id, who, playbook: kind })
    const worked = await work(pair, operation)
    await end(worked)
    return worked.exitCode
  } catch (error) {
    const exitCode = error instanceof PlaybookError ? error.exitCode : exitCodes.Internal
    await end({ exitCode, summary: failureOf(error).message })
    throw error
  } finally {
    await pair?.close()
  }
}
