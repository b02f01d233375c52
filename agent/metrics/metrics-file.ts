import { chmod, rename, writeFile } from 'node:fs/promises'
import { newest } from '../files/newest.ts'
import type { AgentStatus } from '../status.ts'
import { metricsText } from './metrics.ts'

const everyMilliseconds = 15_000

/**
 * Writes the metrics for node_exporter's textfile collector: replaced whole, every 15 s and when something changed that
 * people are told of. Beside the caller: the directory may be on a slow disk, and may be missing.
 */
export function metricsFile(path: string, cluster: string) {
  let writtenAt = -Infinity
  let told = ''
  const save = newest(async (text: string) => {
    // The collector reads names that end with .prom alone.
    const temporary = `${path}.new`
    await writeFile(temporary, text)
      // Whatever the mask of the agent: the collector runs as a user of its own.
      .then(() => chmod(temporary, 0o644))
      .then(() => rename(temporary, path))
      .catch(() => undefined)
  })
  return {
    write(status: AgentStatus, uptime: number): void {
      const { role, vip, keepalived, alerts } = status
      const now = JSON.stringify([
        role,
        vip,
        keepalived.state,
        alerts.map(({ rule, severity }) => [rule, severity]),
      ])
      if (now === told && uptime - writtenAt < everyMilliseconds) return
      told = now
      writtenAt = uptime
      save(metricsText(status, cluster, Date.now() / 1000))
    },
  }
}
