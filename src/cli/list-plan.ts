import type { Plan } from '../plan/plan.ts'
import type { Output } from '../ui/view.ts'

/** Prints a plan: phases in order, the steps of each with the hosts on which they run. Connects to nothing. */
export function listPlan(plan: Plan, output: Output): void {
  for (const phase of plan.phases) {
    output.write(`\n${phase.stage}/${phase.role}: ${phase.name}\n`)
    const hosts = new Map<string, string[]>()
    for (const { step, host } of [...phase.steps.values()].flat())
      hosts.set(step.title, [...(hosts.get(step.title) ?? []), host])
    for (const [title, names] of hosts) output.write(`  ${title}  (${names.join(', ')})\n`)
  }
}
