import { cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'
import { applyEdited, type EditedDrift, probeEdited } from '../files/edited.ts'
import { failedLook, looked } from './failed-look.ts'
import { judgeRootFile, rootFile } from './root-file.ts'
import { showUnit, unitStateOf } from '../services/unit-state.ts'
import { timerUnits } from './timer-units.ts'

export interface TimerParams {
  /** The units' name, without `.timer` and `.service`. */
  readonly name: string
  /** As in systemd.time(7): `*-*-* 02:30:00`. */
  readonly onCalendar: string
  /** Run by /bin/sh as root, with its output in the journal. */
  readonly command: ShellCommand
  readonly description?: string
  /** A time that passed while the host was off is made up for at its start; false by default. */
  readonly persistent?: boolean
  /** Units that the service waits for while they start or, if they run once and end, while they run. */
  readonly after?: readonly string[]
  /** Further lines of the service's `[Service]`: `Nice=10`. */
  readonly serviceSettings?: readonly string[]
  readonly state?: 'present' | 'absent'
}

/** Which of the two files are written; `null` takes the timer away. */
type TimerDrift = readonly EditedDrift[] | null

function pathsOf(name: string) {
  return { service: `/etc/systemd/system/${name}.service`, timer: `/etc/systemd/system/${name}.timer` }
}

/** A systemd timer and the service that it starts. */
export const timer = defineModule({
  name: 'timer',
  probe: ({ name }: TimerParams) => ({
    service: probeEdited(rootFile(pathsOf(name).service)).file,
    timer: probeEdited(rootFile(pathsOf(name).timer)).file,
    show: showUnit(`${name}.timer`),
    showService: showUnit(`${name}.service`),
  }),
  judge({ service, timer: timerFile, show, showService }, params): Finding<TimerDrift> {
    const { name, state = 'present' } = params
    const paths = pathsOf(name)
    if (state === 'absent')
      return service.exists || timerFile.exists
        ? differs(`timer ${name} exists`, null)
        : ok(`there is no timer ${name}`)
    if (params.command.stdin !== undefined)
      return cannotTell(`the command of timer ${name} cannot read input`)
    if (!looked(show)) return failedLook(`timer ${name}`, show)

    const wanted = timerUnits(params)
    const files = [
      judgeRootFile({ file: timerFile }, paths.timer, wanted.timer),
      judgeRootFile({ file: service }, paths.service, wanted.service),
    ]
    const odd = files.find(({ kind }) => kind === 'ask' || kind === 'cannotTell')
    if (odd !== undefined)
      return cannotTell(odd.kind === 'cannotTell' ? odd.because : `timer ${name} is a link`)
    const wrong = files.filter((file) => file.kind === 'differs')
    if (wrong.length > 0)
      return differs(
        wrong.map(({ because }) => because).join('; '),
        wrong.map(({ drift }) => drift),
        wrong[0]?.diff,
      )
    const [now, serviceNow] = [unitStateOf(show.stdout), unitStateOf(showService.stdout)]
    if (now.NeedDaemonReload === 'yes' || serviceNow.NeedDaemonReload === 'yes')
      return differs(`systemd has not read timer ${name} anew`, [])
    if (now.ActiveState !== 'active' || now.UnitFileState !== 'enabled')
      return differs(
        `timer ${name} is ${now.ActiveState} and ${now.UnitFileState}, should be active and enabled`,
        [],
      )
    return ok(`timer ${name} is active: ${params.onCalendar}`)
  },
  async apply(host, { name }, drift) {
    const unit = `${name}.timer`
    if (drift === null) {
      const { service, timer: timerFile } = pathsOf(name)
      await host.run(sh`systemctl disable --now ${unit} 2>/dev/null || true
rm -f ${[timerFile, service]}
systemctl daemon-reload`)
      return
    }
    for (const file of drift) await applyEdited(host, rootFile(file.path), file)
    // A running timer keeps its old time until it is started anew.
    await host.run(sh`systemctl daemon-reload && systemctl enable ${unit} && systemctl restart ${unit}`)
  },
})
