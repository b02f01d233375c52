/** What of a host may differ between two runs that came out the same, and is left out of a snapshot. */

/** Trees whose files are compared. */
export const comparedTrees = [
  '/etc',
  '/opt',
  '/usr/local',
  '/alidata',
  '/var/lib/mysqlha',
  '/var/spool/cron',
  '/root',
] as const

/** Below these paths nothing is compared: data, logs, and what package tools leave behind. */
export const ignoredPaths: readonly RegExp[] = [
  /^\/alidata\/lost\+found$/,
  /^\/alidata\/mysql\/(data|log|tmp)\/./,
  /^\/alidata\/.*\/logs?\/./,
  /^\/alidata\/(backup|xtrabackup_cron\/var)\/./,
  /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$/,
  /^\/etc\/(\.pwd\.lock|\.updated|ld\.so\.cache)$/,
  /^\/root\/\.(bash_history|cache|mysql_history|lesshst)/,
  // What the agent writes when something happens: alarms that lasted, evidence, a file about to take another's place.
  /^\/var\/lib\/mysqlha\/(alerts\.json$|incidents(\/|$)|[^/]+\.new$)/,
]

/** Of these files only type, mode and owner are compared: keys, password hashes, identities, the agent's memory, inodes and times. */
export const privateContents: readonly RegExp[] = [
  /^\/etc\/(shadow|gshadow|machine-id)$/,
  /^\/etc\/ssh\/ssh_host_/,
  /\.(pem|key|crt)$/,
  /\/\.ssh\/./,
  /^\/etc\/ssh\/ssh_known_hosts$/,
  /^\/var\/lib\/mysqlha\//,
  /\.playbook-sha256$/,
]

/** Units that come and go with logins, timers and questions over D-Bus. */
export const passingUnits =
  /^(user@|user-\d|user-runtime-dir@|session-|run-|ssh@|sshd@|systemd-(hostnamed|timedated|localed|tmpfiles-clean|journalctl@|creds@|update-done|journal-catalog-update)|ldconfig|dpkg-db-backup\.service|logrotate\.service)/

/** Kernel settings below net. that are random or count something. */
export const passingSettings = /(_key|stable_secret|_count|_hash_entries|\.tcp_mem|\.udp_mem)$/

/** MySQL's global variables that name one server, one moment or one position. */
export const passingVariables =
  /^(server_uuid|gtid_(executed|purged|owned)|gtid_(binlog_pos|binlog_state|current_pos|slave_pos)|hostname|timestamp|uptime|rand_seed\d|pseudo_.*|last_.*)$/
