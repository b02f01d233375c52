import { z } from 'zod'
import { buildPlan, type PlanInput } from '../../../src/plan/build.ts'
import type { Plan } from '../../../src/plan/plan.ts'
import { defineRole, phase, type Phase, type RoleHost } from '../../../src/plan/role.ts'
import { selectPlan, type Selection } from '../../../src/plan/select.ts'
import type { Step } from '../../../src/plan/step.ts'
import type { RunEvent } from '../../../src/run/events.ts'
import { execute } from '../../../src/run/execute.ts'
import type { CellHost } from './cells.ts'

interface PlanChoices {
  readonly hosts?: readonly string[]
  readonly serial?: boolean
  readonly selection?: Selection
}

interface RunChoices {
  readonly mode?: 'apply' | 'check'
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
  readonly failures?: ReadonlyMap<string, number>
}

type Steps = (host: RoleHost<unknown>) => readonly Step[]

/** A plan of one stage from phases of steps, by role. */
export function planOf(
  roles: Record<string, readonly Steps[]>,
  { hosts = ['a', 'b'], serial = false, selection = {} }: PlanChoices = {},
): Plan {
  const roleHosts: RoleHost<unknown>[] = hosts.map((name, position) => ({
    name,
    address: name,
    groups: ['all'],
    vars: undefined,
    position,
    get others() {
      return roleHosts.filter((other) => other.name !== name)
    },
  }))
  const input: PlanInput = {
    playbook: {
      name: 'cells',
      description: '',
      stages: [
        {
          name: 'stage',
          hosts: 'all',
          serial,
          roles: Object.entries(roles).map(([name, phases]) =>
            defineRole({
              name,
              description: '',
              variables: z.unknown(),
              phases: (): Phase<unknown>[] => phases.map((steps, index) => phase(`phase ${index}`, steps)),
            }),
          ),
        },
      ],
    },
    hosts: () => roleHosts,
    decision: () => '',
    secret: () => {
      throw new Error('no secrets here')
    },
  }
  return selectPlan(buildPlan(input), selection)
}

/** Runs a plan on cell hosts; what it did stands in `events` and in each host's log. */
export async function runCells(
  plan: Plan,
  hosts: readonly CellHost[],
  {
    mode = 'apply',
    signal = new AbortController().signal,
    onEvent = () => undefined,
    failures = new Map<string, number>(),
  }: RunChoices = {},
) {
  const events: RunEvent[] = []
  const ended = await execute({
    plan,
    run: 'run',
    mode,
    opener: {
      open: async (name) => {
        const host = hosts.find((one) => one.name === name)
        if (!host) throw new Error(`no host ${name}`)
        return host
      },
    },
    prepared: new Map(),
    key: Buffer.alloc(32),
    failures,
    emit: async (event) => {
      events.push(event)
      onEvent(event)
    },
    signal,
  })
  return { ended, events, kinds: events.map((event) => event.kind) }
}
