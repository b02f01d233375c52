import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { fileAt } from '../../src/values/probe.ts'
import { applyEdited, probeEdited } from '../files/edited.ts'
import { judgeRootFile, rootFile } from './root-file.ts'

export interface CronParams {
  /** The file below /etc/cron.d; cron reads no file with a dot in its name. */
  readonly name: string
  /** The command line, for /bin/sh. */
  readonly job: string
  /** Each `*` by default. */
  readonly minute?: string
  readonly hour?: string
  readonly day?: string
  readonly month?: string
  readonly weekday?: string
  /** `root` by default. */
  readonly user?: string
  readonly state?: 'present' | 'absent'
}

function pathOf({ name }: CronParams): string {
  return `/etc/cron.d/${name}`
}

/** cron ends the command at a bare percent sign. */
function lineOf(params: CronParams): string {
  const { minute = '*', hour = '*', day = '*', month = '*', weekday = '*', user = 'root' } = params
  return [minute, hour, day, month, weekday, user, params.job.replaceAll('%', '\\%')].join(' ')
}

/** A job that cron starts. */
export const cron = defineModule({
  name: 'cron',
  probe: (params: CronParams) => ({
    ...probeEdited(rootFile(pathOf(params))),
    folder: fileAt('/etc/cron.d'),
  }),
  judge(results, params) {
    const path = pathOf(params)
    const line = lineOf(params)
    if (!/^[\w-]+$/.test(params.name)) return cannotTell(`cron reads no file named ${params.name}`)
    if (/[\r\n]/.test(line)) return cannotTell(`the job ${params.name} of cron has more than one line`)
    if (params.state !== 'absent' && !results.folder.exists)
      return cannotTell('there is no /etc/cron.d: cron is not installed')
    if (params.state !== 'absent') return judgeRootFile(results, path, `${line}\n`)
    return results.file.exists ? differs(`${path} exists`, null) : ok(`there is no ${path}`)
  },
  async apply(host, params, drift) {
    const path = pathOf(params)
    if (drift === null) await host.run(sh`rm -f ${path}`)
    else await applyEdited(host, rootFile(path), drift)
  },
})
