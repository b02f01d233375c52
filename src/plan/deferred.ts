import type { Secret } from '../values/secret.ts'
import type { Facts } from './facts.ts'

/** What a deferred value may use when its step is reached. */
export interface Live {
  readonly facts: Facts
  /** What a step of an earlier phase published on a host. */
  published(host: string, name: string): string
}

/** A parameter that is known only once the host has been asked. */
export class Deferred<T> {
  readonly resolve: (live: Live) => T
  /** Published values that it reads, checked when the plan is made. */
  readonly reads: readonly { host: string; name: string }[]

  constructor(resolve: (live: Live) => T, reads: readonly { host: string; name: string }[] = []) {
    this.resolve = resolve
    this.reads = reads
  }
}

/** `T` in which any value, at any depth, may be deferred. */
export type Deferrable<T> =
  | T
  | Deferred<T>
  | (T extends Secret | Uint8Array | string | number | boolean | null | undefined
      ? never
      : T extends readonly (infer U)[]
        ? readonly Deferrable<U>[]
        : T extends object
          ? { readonly [K in keyof T]: Deferrable<T[K]> }
          : never)

/** A value computed from the facts of the step's own host. */
export function fact<T>(compute: (facts: Facts) => T): Deferred<T> {
  return new Deferred(({ facts }) => compute(facts))
}

/** The value that a step of an earlier phase published on `host` under `name`. */
export function from(host: string, name: string): Deferred<string> {
  return new Deferred((live) => live.published(host, name), [{ host, name }])
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Maps every deferred value at any depth; everything else is kept as it is. */
export function mapDeferred(value: unknown, map: (deferred: Deferred<unknown>) => unknown): unknown {
  if (value instanceof Deferred) return map(value)
  if (Array.isArray(value)) return value.map((item) => mapDeferred(item, map))
  if (typeof value !== 'object' || value === null || !isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapDeferred(item, map)]))
}

/** Every published value that a parameter tree reads. */
export function readsOf(value: unknown): { host: string; name: string }[] {
  const reads: { host: string; name: string }[] = []
  mapDeferred(value, (deferred) => {
    reads.push(...deferred.reads)
    return undefined
  })
  return reads
}
