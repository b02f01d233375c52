import { PlaybookError } from '../errors.ts'
import type { PlannedNeed } from '../plan/plan.ts'
import type { RunContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { judge } from './look.ts'
import { seeAhead } from './window.ts'

async function unmet(context: RunContext, host: HostState, needs: readonly PlannedNeed[]): Promise<string[]> {
  const problems: string[] = []
  for (const seen of await seeAhead(context, host, needs, needs.length)) {
    const { title, options } = seen.planned.step
    const of = needs.find((need) => need.id === seen.planned.id)?.of ?? ''
    if (seen.kind === 'skipped') continue
    const finding =
      seen.kind === 'waiting'
        ? { kind: 'waiting' as const, because: seen.because }
        : await judge(host.connection, seen.step, seen.results)
    if (finding.kind !== 'ok') problems.push(`${host.name}: ${title} (role ${of}): ${finding.because}`)
    else if (options.publish !== undefined && finding.value !== undefined)
      context.published.set(host.name, options.publish, finding.value)
  }
  return problems
}

/** Looks at everything that the selected roles need of others. Throws `NeedsNotMet` with all that is missing, before anything changes. */
export async function checkNeeds(
  context: RunContext,
  hosts: ReadonlyMap<string, HostState>,
  needs: readonly PlannedNeed[],
): Promise<void> {
  const problems = await Promise.all(
    [...hosts.values()].map((host) =>
      unmet(
        context,
        host,
        needs.filter((need) => need.host === host.name),
      ),
    ),
  )
  const details = problems.flat()
  if (details.length === 0) return
  if (context.mode === 'check') {
    context.dirty.value = true
    return
  }
  const roles = [...new Set(needs.map((need) => need.of))].join(',')
  throw new PlaybookError('NeedsNotMet', 'what this role builds on is not there yet; nothing was changed', {
    details,
    hint: `Run the whole playbook, or first --role ${roles}.`,
  })
}
