import { parentPort } from 'node:worker_threads'
import { planOf } from '../faults/draw.ts'
import type { Focus } from '../faults/draw.ts'
import { simulate } from '../simulate.ts'
import { configurationOf } from '../world/configuration.ts'
import type { Rendered } from '../world/configuration.ts'
import { addFailure, addTo, emptySummary } from './summary.ts'

/** A share of the seeds. */
export interface Share {
  from: number
  count: number
  rendered: Rendered
  stopAtFirst: boolean
  focus: Focus
}

parentPort?.on('message', ({ from, count, rendered, stopAtFirst, focus }: Share) => {
  const configuration = configurationOf(rendered)
  const summary = emptySummary()
  for (let seed = from; seed < from + count; seed += 1) {
    try {
      addTo(summary, simulate(seed, configuration, null, planOf(seed, focus)))
    } catch (error) {
      addFailure(summary, seed, error as Error)
    }
    if (stopAtFirst && summary.broken.length > 0) break
  }
  parentPort?.postMessage(summary)
})
