import { clearFlap, leads, other, rests, statusOf, whole } from '../../test/e2e/faults/pair.ts'
import { timing } from '../../agent/decide/timing.ts'
import type { Application } from '../../test/e2e/faults/application.ts'
import type { TestLab } from '../../test/e2e/support/lab.ts'
import { until } from '../../test/e2e/support/until.ts'
import { courseOf } from './course.ts'
import { WriteProbe } from './probe.ts'
import type { Scenario } from './scenarios.ts'

/** Where the time of one failure went, in milliseconds. */
export interface Trial {
  /** From the last acknowledged commit before to the first after. */
  readonly outage: number
  /** From the last commit: until VRRP gave the other node the VIP. */
  readonly vip: number
  /** From the last commit until it began to take over; then for votes; for drain and detach; to open; to the first commit. */
  readonly noticed: number
  readonly votes: number
  readonly drain: number
  readonly open: number
  readonly firstWrite: number
}

/** Strikes once under load, measures, and waits until the pair is whole again. */
export async function tryOnce(
  lab: TestLab,
  application: Application,
  scenario: Scenario,
  firstNumber: number,
): Promise<Trial> {
  const old = await whole(lab, 120)
  await standsReady(lab, other(old))
  await clearFlap(lab)
  const probe = new WriteProbe(application, firstNumber)
  const flows = async (): Promise<void> => {
    const before = probe.count
    await until('commits are acknowledged', 60, () => probe.count > before + 40)
  }
  try {
    await flows()
    const struckAt = probe.now()
    await scenario.strike(lab, old)
    await leads(lab, other(old))
    await flows()
    const { lastBefore, firstAfter } = probe.longestGap(struckAt)
    const course = await courseOf(lab, other(old), lastBefore - 100)
    return {
      outage: firstAfter - lastBefore,
      vip: course.vip - lastBefore,
      noticed: course.asked - lastBefore,
      votes: course.votes - course.asked,
      drain: course.promoted - course.votes,
      open: course.opened - course.promoted,
      firstWrite: firstAfter - course.opened,
    }
  } finally {
    await probe.stop()
    await scenario.repair?.(lab)
    await comeTogether(lab)
  }
}

/** Just started, an agent looks for its peer first, and keepalived believes a verdict only after a while: that is no failure to measure. */
function standsReady(lab: TestLab, node: 'node1' | 'node2'): Promise<unknown> {
  const readyMilliseconds = timing.settle + timing.keepalivedRise
  return until(`${node} stands ready`, 60, async () => {
    const status = await statusOf(lab, node)
    // The hosts of a lab have the clock of this machine.
    const since = Date.parse(status?.since ?? '')
    return status?.role === 'STANDBY' && status.verdict === 0 && Date.now() - since > readyMilliseconds
  })
}

/** A node that had commits which nobody acknowledged is built anew, as an engineer would after looking at them. */
async function comeTogether(lab: TestLab): Promise<void> {
  for (const node of ['node1', 'node2'] as const) {
    const errant = await errantOf(lab, node)
    if (errant !== '') await lab.root(node, `mysqlha rebuild --discard ${errant}`)
  }
  await whole(lab, 180)
}

async function errantOf(lab: TestLab, node: 'node1' | 'node2'): Promise<string> {
  const status = await leadsOrRests(lab, node)
  return status.role === 'DIVERGED' ? (status.divergence?.errant ?? '') : ''
}

function leadsOrRests(lab: TestLab, node: 'node1' | 'node2') {
  return Promise.any([leads(lab, node, 120), rests(lab, node, 120)])
}
