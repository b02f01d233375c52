import { gunzipSync } from 'node:zlib'
import { Secret } from '../values/secret.ts'
import { sh } from '../values/shell.ts'
import type { ClientLogin } from './clients.ts'
import type { HostRecord, WatchSettings } from './on-host/records.ts'
import { mend, root } from './scene.ts'
import type { Stage } from './scene.ts'

const directory = '/var/lib/mysqlha-drill'
const program = `${directory}/watch.cjs`
const settingsFile = `${directory}/settings.json`
const log = `${directory}/records.jsonl`
const unitName = 'mysqlha-drill.service'
const unitFile = `/etc/systemd/system/${unitName}`
const nodeOnHost = '/opt/mysqlha/bin/node'

/** A watcher that everybody has forgotten ends by itself. */
const unit = `# Made by playbook drill, which removes it.
[Unit]
Description=Watches this node while a drill runs

[Service]
ExecStart=${nodeOnHost} ${program} watch ${settingsFile}
RuntimeMaxSec=3600
UMask=0077

[Install]
WantedBy=multi-user.target
`

/** Puts the watcher on a node. */
export async function installWatcher(stage: Stage, name: string, code: Uint8Array): Promise<void> {
  await root(stage, name, sh`mkdir -p -m 0700 ${directory} && cat >${program}`.input(code))
  await root(stage, name, sh`cat >${unitFile} && chmod 0644 ${unitFile}`.input(unit))
  await root(stage, name, sh`systemctl daemon-reload`)
  // In the lab hosts lose power, and it watches their boot as well.
  if (stage.lab) await root(stage, name, sh`systemctl -q enable ${unitName}`)
}

/** Starts it afresh. */
export async function startWatcher(
  stage: Stage,
  name: string,
  { user, password }: ClientLogin,
): Promise<void> {
  const { vip, mysql_socket: socket } = stage.pair.variables
  const settings: WatchSettings = {
    writer: name,
    socket,
    user,
    password: password.reveal(),
    vip: vip.address,
    status: '/run/mysqlha/status.json',
    log,
  }
  await root(
    stage,
    name,
    sh`systemctl stop ${unitName}; rm -f ${log}; cat >${settingsFile}`.input(
      new Secret(JSON.stringify(settings), 'the watcher’s settings'),
    ),
  )
  await root(stage, name, sh`systemctl start ${unitName}`)
}

/** Ends it and gives what it has recorded; a line torn by a power cut is dropped. */
export async function collectRecords(stage: Stage, name: string): Promise<HostRecord[]> {
  await root(stage, name, sh`systemctl stop ${unitName}`)
  const packed = await root(stage, name, sh`${nodeOnHost} ${program} dump ${log}`)
  const lines = gunzipSync(Buffer.from(packed, 'base64')).toString('utf8').split('\n')
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as HostRecord]
    } catch {
      return []
    }
  })
}

/** Leaves nothing of it on a node. Throws `DrillFailure` when something stays. */
export async function removeWatcher(stage: Stage, name: string): Promise<void> {
  await mend(
    stage,
    name,
    sh`systemctl -q disable --now ${unitName} 2>/dev/null; rm -rf ${directory} ${unitFile}; systemctl daemon-reload; [ ! -e ${directory} ] && [ ! -e ${unitFile} ]`,
  )
}
