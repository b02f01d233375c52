import { differs, ok, warn } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'

interface SemisyncPossibleParams {
  /** What the layout of the installed server says. */
  readonly present: boolean
  /** `semisync_required` of the inventory. */
  readonly required: boolean
}

/** A guard: the server can replicate semi-synchronously, or the inventory says that the pair shall do without. */
export const semisyncPossible = defineModule({
  name: 'semisyncPossible',
  probe: (_: SemisyncPossibleParams) => ({}),
  judge(_, { present, required }) {
    if (present) return ok('the server can replicate semi-synchronously')
    return required
      ? differs(
          'the installed server has no semi-sync plugins (semisync_master.so, semisync_slave.so): without them a fail-over loses what the dead primary had not sent yet. Install a build that has them, or accept that: semisync_required: false in the inventory',
          undefined,
        )
      : warn(
          'the installed server has no semi-sync plugins, and semisync_required is false: the pair replicates asynchronously, and a fail-over may lose the last transactions',
        )
  },
})
