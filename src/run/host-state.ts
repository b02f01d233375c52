import type { HostConnection } from '../connect/connection.ts'
import { PlaybookError } from '../errors.ts'
import { Deferred, mapDeferred, type Live } from '../plan/deferred.ts'
import type { Facts } from '../plan/facts.ts'
import type { PlannedStep } from '../plan/plan.ts'

/** One connected host during a run. */
export interface HostState {
  readonly name: string
  readonly connection: HostConnection
  readonly facts: Facts
}

/** What steps have published so far, by host and name. */
export class Published {
  readonly #values = new Map<string, string>()

  set(host: string, name: string, value: string): void {
    this.#values.set(`${host}\n${name}`, value)
  }

  get(host: string, name: string): string {
    const value = this.#values.get(`${host}\n${name}`)
    if (value === undefined) throw new NotPublished(host, name)
    return value
  }
}

/** A value that an earlier step has not been able to publish (only possible while looking, never at a step's own turn). */
export class NotPublished extends PlaybookError {
  constructor(host: string, name: string) {
    super('StepFailed', `${name} of ${host} is not known yet`, {
      hint: `Run the whole playbook: an earlier step on ${host} publishes it.`,
    })
  }
}

/** A step's parameters with every deferred value filled in. Throws `NotPublished`. */
export function resolveParams(step: PlannedStep, host: HostState, published: Published): unknown {
  const live: Live = { facts: host.facts, published: (name, key) => published.get(name, key) }
  return mapDeferred(step.step.params, (deferred) => deferred.resolve(live))
}

/** Whether a step applies on this host. */
export function applies(step: PlannedStep, host: HostState, published: Published): boolean {
  const { when = true } = step.step.options
  if (!(when instanceof Deferred)) return when
  return when.resolve({ facts: host.facts, published: (name, key) => published.get(name, key) })
}
