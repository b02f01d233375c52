import { pullThePlug } from '../../lab/host/power.ts'
import { nodeOf } from '../../lab/lab.ts'
import type { NodeName, TestLab } from '../../test/e2e/support/lab.ts'

/** One way for the primary to stop leading. */
export interface Scenario {
  readonly title: string
  /** Median write outage at most, in milliseconds. */
  readonly target: number
  strike(lab: TestLab, primary: NodeName): Promise<unknown>
  /** What is needed before the pair can come together again. */
  repair?(lab: TestLab): Promise<unknown>
}

export const scenarios: readonly Scenario[] = [
  {
    title: 'host dead',
    target: 2000,
    strike: (lab, primary) => pullThePlug(nodeOf(lab.lab, primary)),
    repair: (lab) => lab.control('up'),
  },
  {
    title: 'keepalived dead',
    target: 2000,
    strike: (lab, primary) => lab.root(primary, 'systemctl kill --signal=KILL keepalived'),
  },
  {
    title: 'mysqld killed',
    target: 3000,
    strike: (lab, primary) => lab.root(primary, 'kill -KILL "$(cat /run/mysqld/mysqld.pid)"'),
  },
  {
    title: 'planned switchover',
    target: 1000,
    strike: (lab, primary) => lab.root(primary, 'mysqlha switchover'),
  },
]
