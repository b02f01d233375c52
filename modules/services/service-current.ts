import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { failedLook, looked } from '../system/failed-look.ts'
import { changeUnit } from './change-unit.ts'
import { digestsOf, evidenceFile } from './configuration-evidence.ts'
import { showUnit, unitStateOf } from './unit-state.ts'

export interface ServiceCurrentParams {
  readonly name: string
  /** The same files, in the same order, as in the unit's `evidenceLines`. */
  readonly files: readonly string[]
  /** How the service takes on a new configuration; `restart` by default. */
  readonly action?: 'restart' | 'reload'
  /** How long that may take; 300 by default. */
  readonly timeoutSeconds?: number
}

/** The paths whose digest lines differ. */
function changedFiles(started: string, now: string, files: readonly string[]): readonly string[] {
  const lines = new Set(started.split('\n'))
  const current = now.trim().split('\n')
  return files.filter((_, index) => !lines.has(current[index] ?? ''))
}

/**
 * A running service runs with the configuration that is on disk: compared with the digests that it wrote down at its start
 * (`evidenceLines` in its unit). So a crash between a new file and the restart heals by itself.
 */
export const serviceCurrent = defineModule({
  name: 'serviceCurrent',
  probe: ({ name, files }: ServiceCurrentParams) => ({
    show: showUnit(name),
    started: sh`cat ${evidenceFile(name)} 2>/dev/null || true`,
    now: digestsOf(files),
  }),
  judge({ show, started, now }, { name, files, action = 'restart' }) {
    if (!looked(show)) return failedLook(`service ${name}`, show)
    const state = unitStateOf(show.stdout)
    if (state.ActiveState !== 'active') return cannotTell(`${name} is ${state.ActiveState || 'not there'}`)
    if (!looked(now)) return failedLook(`the configuration of ${name}`, now)
    if (started.stdout === now.stdout) return ok(`${name} runs with its current configuration`)
    if (started.stdout === '') return differs(`${name} did not write down what it was started with`, action)
    const changed = changedFiles(started.stdout, now.stdout, files)
    return differs(`${name} was started before ${changed.join(', ')} changed`, action)
  },
  async apply(host, { name, timeoutSeconds = 300 }, action) {
    await changeUnit(host, action, name, timeoutSeconds)
  },
})
