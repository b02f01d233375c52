import { basename, dirname } from 'node:path'
import type { Layout } from '../layout.ts'
import type { MysqlVariables } from '../variables.ts'
import { waitForRoom } from './wait-for-room.ts'

/** The same name for every flavour and way of installation: `systemctl start mysqld`. */
export const unitName = 'mysqld.service'

/** Where systemd reads the unit. */
export const unitFile = `/etc/systemd/system/${unitName}`

/**
 * The service writes down here what it was started with: copies of its configuration and of its unit. Systemd removes the
 * directory when the service ends, so the copies never outlive what they prove.
 */
export function startedDirectory({ mysql_socket }: Pick<MysqlVariables, 'mysql_socket'>): string {
  return `${dirname(mysql_socket)}/started-with`
}

/** The unit's text. Type=notify where the server tells systemd that it is ready; else the next step waits for its socket. */
export function unitText(vars: MysqlVariables, layout: Layout, title: string): string {
  const started = startedDirectory(vars)
  const config = vars.mysql_config_file
  return `# Written by playbook.
[Unit]
Description=${title}
After=network-online.target
Wants=network-online.target

[Service]
Type=${layout.notifies ? 'notify' : 'simple'}
User=mysql
Group=mysql
RuntimeDirectory=${basename(dirname(vars.mysql_socket))}
RuntimeDirectoryMode=0755
# Started on a full disk it would stand still for a minute, or lack plugins until its next start: it waits for room.
ExecStartPre=/bin/sh -c '${waitForRoom([vars.mysql_datadir, vars.mysql_log_directory])}'
ExecStartPre=/bin/sh -c 'mkdir -p ${started} && cp ${config} ${unitFile} ${started}/'
ExecStart=${layout.server} --defaults-file=${config}
# A server that restarts itself (after a clone, or by RESTART) ends with 16 and is started again; 1 is a bad configuration.
Environment=MYSQLD_PARENT_PID=1
Restart=on-failure
RestartPreventExitStatus=1
LimitNOFILE=${layout.openFiles}
TimeoutStartSec=infinity
TimeoutStopSec=600
OOMScoreAdjust=-600

[Install]
WantedBy=multi-user.target
`
}
