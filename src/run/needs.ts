import { PlaybookError } from '../errors.ts'
import type { PlannedNeed } from '../plan/plan.ts'
import type { RunContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { judge } from './look.ts'
import { allToTheirEnd } from './side-by-side.ts'
import { seeAhead } from './window.ts'

interface Unmet {
  readonly need: PlannedNeed
  readonly because: string
  /** It waits for a value that another need may publish yet. */
  readonly waiting: boolean
}

/** Looks at one host's needs, all of them; a window ends before each that reads the peer. */
async function lookAtHost(
  context: RunContext,
  host: HostState,
  needs: readonly PlannedNeed[],
): Promise<Unmet[]> {
  const unmet: Unmet[] = []
  for (let next = 0; next < needs.length;) {
    for (const seen of await seeAhead(context, host, needs.slice(next), needs.length)) {
      const need = needs[next++]
      if (!need || seen.kind === 'skipped') continue
      if (seen.kind === 'broken') throw seen.error
      if (seen.kind === 'waiting') {
        unmet.push({ need, because: seen.because, waiting: true })
        continue
      }
      const finding = await judge(host.connection, seen.step, seen.results)
      const { publish } = need.step.options
      if (finding.kind !== 'ok') unmet.push({ need, because: finding.because, waiting: false })
      else if (publish !== undefined && finding.value !== undefined)
        context.published.set(host.name, publish, finding.value)
    }
  }
  return unmet
}

/** Looks at all needs; those that wait for another's value are looked at again for as long as fewer of them wait. */
async function lookAtAll(
  context: RunContext,
  hosts: ReadonlyMap<string, HostState>,
  needs: readonly PlannedNeed[],
): Promise<Unmet[]> {
  const unmet = (
    await allToTheirEnd(
      [...hosts.values()].map((host) =>
        lookAtHost(
          context,
          host,
          needs.filter((need) => need.host === host.name),
        ),
      ),
    )
  ).flat()
  const waiting = unmet.filter((one) => one.waiting).map(({ need }) => need)
  if (waiting.length === 0 || waiting.length === needs.length) return unmet
  return [...unmet.filter((one) => !one.waiting), ...(await lookAtAll(context, hosts, waiting))]
}

/**
 * Looks at everything that the selected roles need of others. Throws `NeedsNotMet` with all that is missing, before
 * anything changes; under `--check` what is missing is told and counts as a difference.
 */
export async function checkNeeds(
  context: RunContext,
  hosts: ReadonlyMap<string, HostState>,
  needs: readonly PlannedNeed[],
): Promise<void> {
  const unmet = await lookAtAll(context, hosts, needs)
  if (unmet.length === 0) return
  if (context.mode === 'check') {
    context.dirty.value = true
    for (const { need, because } of unmet)
      await context.emit({
        kind: 'stepCannotTell',
        step: need.id,
        host: need.host,
        because: `needed of role ${need.of}: ${because}`,
      })
    return
  }
  const roles = [...new Set(unmet.map(({ need }) => need.of))].join(',')
  throw new PlaybookError('NeedsNotMet', 'what this role builds on is not there yet; nothing was changed', {
    details: unmet.map(
      ({ need, because }) => `${need.host}: ${need.step.title} (role ${need.of}): ${because}`,
    ),
    hint: `Run the whole playbook, or first --role ${roles}.`,
  })
}
