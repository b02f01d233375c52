import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { AgentStatus } from '../../../agent/status.ts'
import { nodes } from '../support/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

export const metricsDirectory = '/var/lib/node-exporter'

const command = '/usr/local/bin/alarm'
const commandLog = '/var/tmp/alarms'

/** Bare hosts that have an alert command, and an inventory that names it and does not wait a minute for a transaction. */
export async function prepareAlarms(lab: TestLab): Promise<void> {
  for (const node of nodes)
    await lab.root(node, `cat >${command} && chmod 755 ${command}`, `#!/bin/sh\ncat >>${commandLog}\n`)
  const variables = {
    alert_command: command,
    alert_long_transaction_seconds: 3,
    node_exporter_textfile_directory: metricsDirectory,
  }
  await writeFile(join(lab.inventory, 'group_vars', 'all.yml'), stringify(variables))
}

interface Alarm {
  readonly rule: string
  readonly state: 'firing' | 'repeated' | 'resolved'
  readonly since: string
}

async function alarmsIn(lab: TestLab, node: NodeName, file: string): Promise<Alarm[]> {
  const { stdout } = await lab.attempt(node, `cat ${file}`)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Alarm)
}

/** Waits until alert.log and the alert command have one more alarm of a rule than there were. */
export async function alarmed(
  lab: TestLab,
  node: NodeName,
  rule: string,
  state: Alarm['state'],
  before: number,
): Promise<void> {
  for (const file of ['/var/log/mysqlha/alert.log', commandLog]) {
    let last: readonly Alarm[] = []
    await until(
      `${file} on ${node}: ${rule} ${state}`,
      60,
      async () => {
        last = await alarmsIn(lab, node, file)
        return last.filter((one) => one.rule === rule && one.state === state).length > before
      },
      () => JSON.stringify(last),
    )
  }
}

/** How often a rule was told. */
export async function count(
  lab: TestLab,
  node: NodeName,
  rule: string,
  state: Alarm['state'],
): Promise<number> {
  const alarms = await alarmsIn(lab, node, '/var/log/mysqlha/alert.log')
  return alarms.filter((one) => one.rule === rule && one.state === state).length
}

/** What `playbook status --output json` says. */
export interface StatusReport {
  readonly exitCode: number
  readonly severity: string
  readonly primary?: string
  readonly findings: readonly { readonly node?: string; readonly rule?: string; readonly message: string }[]
  readonly nodes: readonly { readonly name: string; readonly look: { readonly status?: AgentStatus } }[]
}

/** Runs `playbook status`; its exit code must be the one that it reports. */
export async function statusReport(lab: TestLab): Promise<StatusReport> {
  const { exitCode, stdout, stderr } = await lab.playbook('status', '--output', 'json')
  const report = JSON.parse(stdout || '{}') as StatusReport
  if (exitCode !== report.exitCode) throw new Error(`exit code ${exitCode}: ${stderr}${stdout}`)
  return report
}

/** Waits until `playbook status` says what is expected. */
export async function reports(
  lab: TestLab,
  what: string,
  is: (report: StatusReport) => boolean,
): Promise<StatusReport> {
  let last: StatusReport | undefined
  return until(
    what,
    90,
    async () => {
      last = await statusReport(lab)
      return is(last) && last
    },
    () => JSON.stringify(last?.findings),
  )
}
