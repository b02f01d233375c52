import { until } from '../support/until.ts'
import { Writer } from './application.ts'
import type { Application } from './application.ts'

/**
 * Eight sessions write until `meanwhile` is done and rows have been acknowledged after it. Adds the numbers of all
 * acknowledged rows to `acknowledged`.
 */
export async function underLoad(
  application: Application,
  acknowledged: number[],
  meanwhile: () => Promise<void>,
): Promise<void> {
  const writer = new Writer(application, { sessions: 8, from: (acknowledged.at(-1) ?? 0) + 1_000_000 })
  const more = async (): Promise<void> => {
    const before = writer.acknowledged.length
    await until('more rows are acknowledged', 60, () => writer.acknowledged.length > before + 100)
  }
  try {
    await more()
    await meanwhile()
    await more()
  } finally {
    acknowledged.push(...(await writer.stop()))
  }
}
