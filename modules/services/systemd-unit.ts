import { differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { applyEdited, type EditedDrift, probeEdited } from '../files/edited.ts'
import { failedLook, looked } from '../system/failed-look.ts'
import { judgeRootFile, rootFile } from '../system/root-file.ts'
import { showUnit, unitStateOf } from './unit-state.ts'

export interface SystemdUnitParams {
  /** Below /etc/systemd/system: `mysqld.service`, or a drop-in such as `keepalived.service.d/playbook.conf`. */
  readonly name: string
  readonly content: string
}

/** The unit to which a file belongs: a drop-in's directory is named after it. */
function unitOf(name: string): string {
  return name.split('/')[0]?.replace(/\.d$/, '') ?? name
}

interface UnitDrift {
  /** Absent when systemd alone must read it. */
  readonly file: EditedDrift | undefined
}

function pathOf({ name }: SystemdUnitParams): string {
  return `/etc/systemd/system/${name}`
}

/** A unit file or drop-in of our own, and systemd has read it. It starts and restarts nothing. */
export const systemdUnit = defineModule({
  name: 'systemdUnit',
  probe: (params: SystemdUnitParams) => ({
    ...probeEdited(rootFile(pathOf(params))),
    show: showUnit(unitOf(params.name)),
  }),
  judge(results, params): Finding<UnitDrift> {
    const path = pathOf(params)
    if (!looked(results.show)) return failedLook(`unit ${unitOf(params.name)}`, results.show)
    const file = judgeRootFile(results, path, params.content)
    if (file.kind === 'differs') return differs(file.because, { file: file.drift }, file.diff)
    if (file.kind !== 'ok') return file
    const reload = unitStateOf(results.show.stdout).NeedDaemonReload === 'yes'
    return reload ? differs(`systemd has not read ${path} anew`, { file: undefined }) : ok(`${path} is right`)
  },
  async apply(host, params, { file }) {
    const path = pathOf(params)
    if (file !== undefined) {
      await host.run(sh`umask 022; mkdir -p ${path.slice(0, path.lastIndexOf('/'))}`)
      await applyEdited(host, rootFile(path), file)
    }
    await host.run(sh`systemctl daemon-reload`)
  },
})
