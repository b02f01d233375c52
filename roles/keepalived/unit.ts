import { evidenceLines } from '../../modules/services/configuration-evidence.ts'
import { configurationFile } from './paths.ts'

/** Additions to the distribution's unit: it comes back after a crash, and never leaves the VIP behind. */
export function dropIn(vip: string, interfaceName: string): string {
  return `# Written by playbook (role keepalived).
[Unit]
After=mysqlha-agent.service
Wants=mysqlha-agent.service

[Service]
Restart=on-failure
RestartSec=2
${evidenceLines('keepalived', [configurationFile], { reloads: true })}# keepalived gone, however it went: the VIP must not stay.
ExecStopPost=-/bin/sh -c 'ip addr del ${vip} dev ${interfaceName} 2>/dev/null'
`
}

/** The unit of a keepalived that was compiled here. */
export function compiledUnit(prefix: string): string {
  return `# Written by playbook (role keepalived).
[Unit]
Description=LVS and VRRP High Availability Monitor
After=network-online.target
Wants=network-online.target

[Service]
Type=simple
EnvironmentFile=-/etc/default/keepalived
EnvironmentFile=-/etc/sysconfig/keepalived
ExecStart=${prefix}/sbin/keepalived --dont-fork -f ${configurationFile} $DAEMON_ARGS $KEEPALIVED_OPTIONS
ExecReload=/bin/kill -HUP $MAINPID
KillMode=process

[Install]
WantedBy=multi-user.target
`
}
