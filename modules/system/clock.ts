import { differs, ok, warn } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'

interface ClockParams {
  /** This host's clock minus the runner's, seconds. */
  readonly mine: number
  readonly others: readonly { readonly name: string; readonly offset: string }[]
}

const mostSeconds = 1

/** The clocks of the hosts agree within a second. Publishes this host's offset from the runner's clock. */
export const clockOffset = defineModule({
  name: 'clockOffset',
  probe: (_: { offset: number }) => ({}),
  judge: (_, { offset }) => ok(`${offset.toFixed(2)} s from the clock of this machine`, offset.toFixed(3)),
})

/** A guard: one host's clock against the others'. */
export const clocksAgree = defineModule({
  name: 'clocksAgree',
  probe: (_: ClockParams) => ({}),
  judge(_, { mine, others }) {
    const far = others.filter(({ offset }) => Math.abs(Number(offset) - mine) > mostSeconds)
    if (far.length === 0) return ok(`within ${mostSeconds} s of each other`)
    const apart = far.map(({ name, offset }) => `${(mine - Number(offset)).toFixed(1)} s from ${name}`)
    return differs(`this clock is ${apart.join(', ')}; set the clocks right, then run again`, undefined)
  },
})

/** Says whether the clock follows a source; a host that reaches none is told about, not refused. */
export const timeSource = defineModule({
  name: 'timeSource',
  probe: (_: Record<string, never>) => ({
    chrony: sh`chronyc -n -c tracking`.timeout(5),
    systemd: sh`timedatectl show -p NTPSynchronized --value`.timeout(5),
  }),
  judge({ chrony, systemd }) {
    const [id = '', source = '', stratum = '0'] = chrony.stdout.trim().split(',')
    if (chrony.exitCode === 0 && Number(stratum) > 0 && id !== '7F7F0101')
      return ok(`follows ${source} (chrony, stratum ${stratum})`)
    if (systemd.stdout.trim() === 'yes') return ok('synchronised, as systemd says')
    return warn('no time source can be reached: name one of your network in common_time_servers')
  },
})
