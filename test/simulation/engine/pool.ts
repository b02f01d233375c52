import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Focus } from '../faults/draw.ts'
import type { Rendered } from '../world/configuration.ts'
import { emptySummary, merge } from './summary.ts'
import type { Summary } from './summary.ts'
import type { Share } from './worker.ts'

export interface Job {
  /** As `bundleSimulator` made it. */
  script: string
  rendered: Rendered
  from: number
  count: number
  workers?: number
  /** Seeds of one share; small ones end sooner after a failure. */
  share?: number
  stopAtFirst?: boolean
  focus?: Focus
  progress?: (soFar: Summary) => void
}

/** Nearly everything is garbage within one seed; with so much room little of it is looked at twice. */
const maxYoungGenerationSizeMb = 96

/** Runs many seeds on all cores, to the last one, however many break a promise. */
export async function runSeeds(job: Job): Promise<Summary> {
  const {
    script,
    rendered,
    from,
    count,
    workers = availableParallelism(),
    share = 100,
    stopAtFirst = false,
    focus = {},
  } = job
  const summary = emptySummary()
  let next = from

  function shareFor(): Share | null {
    if (next >= from + count || (stopAtFirst && summary.broken.length > 0)) return null
    const mine = { from: next, count: Math.min(share, from + count - next), rendered, stopAtFirst, focus }
    next += mine.count
    return mine
  }

  async function work(): Promise<void> {
    const worker = new Worker(script, { eval: true, resourceLimits: { maxYoungGenerationSizeMb } })
    try {
      await new Promise<void>((resolve, reject) => {
        const feed = () => {
          const mine = shareFor()
          if (mine === null) resolve()
          else worker.postMessage(mine)
        }
        worker.on('error', reject)
        worker.on('message', (done: Summary) => {
          merge(summary, done)
          job.progress?.(summary)
          feed()
        })
        feed()
      })
    } finally {
      await worker.terminate()
    }
  }

  await Promise.all(Array.from({ length: workers }, work))
  summary.broken.sort((a, b) => a.seed - b.seed)
  return summary
}
