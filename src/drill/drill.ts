import type { Scene } from './scene.ts'

/** Who is who when a failure begins, by name; written down, so that another process can put things right. */
export interface Cast {
  readonly primary: string
  readonly standby: string
}

/** One failure: how it is made and unmade, and what a right pair does meanwhile. */
export interface Drill {
  readonly name: string
  /** What happens, in plain words. */
  readonly does: string
  /** `lab`: it takes power, a disk or connections, or freezes something: on a customer's host too much could stay. */
  readonly needs: 'anywhere' | 'lab'
  /** Who leads afterwards: the primary of before, its standby, or whichever of them. */
  readonly leads: 'same' | 'other' | 'either'
  /** No client notices more than a stall of the semi-sync timeout: the longest outage stays below this, in seconds. */
  readonly writesGoOnWithinSeconds?: number
  /** Nobody may lead until the failure is healed. */
  readonly nobodyLeads?: true
  /** Something frozen goes on: then two servers may be writable for up to a second. */
  readonly thaws?: true
  /**
   * Makes the failure, and returns when the pair has answered it as far as it can while the failure lasts. Throws
   * `DrillFailure` when it does not.
   */
  inject(scene: Scene): Promise<void>
  /** Takes the failure back. May be called at any moment, also when nothing was injected, and twice. */
  heal(scene: Scene): Promise<void>
  /** What must be found once it is healed, before the pair is put right. Throws `DrillFailure`. */
  proof?(scene: Scene): Promise<void>
}

/** The pair did not do what it must. The message is one sentence. */
export class DrillFailure extends Error {
  override name = 'DrillFailure'
}
