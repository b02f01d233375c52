import { mostRebuildFailures } from '../../src/mysql/rebuild-method.ts'
import type { AgentStatus } from '../status.ts'

/** How a rebuild stands, by the agent's status; `null` in `ended` while it goes on. */
export interface RebuildView {
  line: string
  ended: { ok: boolean } | null
}

export function viewOfRebuild({ role, reason, rebuild, transitions }: AgentStatus): RebuildView {
  if (role !== 'CLONING') {
    // The node may have gone on to its next role already.
    const end = transitions.findLast(({ from }) => from === 'CLONING')?.reason ?? reason
    return { line: end, ended: { ok: end.startsWith('rebuilt: ') } }
  }
  if (rebuild === undefined) return { line: reason, ended: null }
  const { method, stage, bytes, totalBytes, failures, error } = rebuild
  const tenths = totalBytes > 0 ? Math.min(10, Math.floor((bytes / totalBytes) * 10)) : 0
  const copied = stage === 'copying' ? `, ${tenths * 10} % of about ${Math.round(totalBytes / 1e6)} MB` : ''
  const failed = failures > 0 ? `; failed ${failures} times: ${error}` : ''
  return {
    line: `${method}: ${stage}${copied}${failed}`,
    ended: failures >= mostRebuildFailures ? { ok: false } : null,
  }
}
