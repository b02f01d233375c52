/** Debian packages that this machine needs to host a lab; `command` tells whether they are there. */
export const machineTools: readonly { readonly command: string; readonly package: string }[] = [
  { command: 'debootstrap', package: 'debootstrap' },
  { command: 'systemd-nspawn', package: 'systemd-container' },
  { command: 'ip', package: 'iproute2' },
  { command: 'bridge', package: 'iproute2' },
  { command: 'ssh-keygen', package: 'openssh-client' },
  { command: 'ssh', package: 'openssh-client' },
  { command: 'mkfs.ext4', package: 'e2fsprogs' },
  { command: 'flock', package: 'util-linux' },
  { command: 'nsenter', package: 'util-linux' },
  { command: 'gzip', package: 'gzip' },
]

/** What a customer's fresh server has, beyond Debian's minimal base. */
export const bareHost: readonly string[] = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'udev',
  'openssh-server',
  'sudo',
  'iproute2',
  'iputils-ping',
  'iputils-arping',
  'procps',
  'kmod',
  'netbase',
  'ca-certificates',
  'less',
  'xz-utils',
]

/** What it must not have: the roles bring these. Full names of packages, as a pattern. */
export const notOnBareHost = /^(mysql|mariadb|keepalived|nodejs|chrony|python\d?)(-|$)/

/** What the local repository offers to every flavour, with all that these depend on. */
export const repositoryPackages: readonly string[] = [
  'keepalived',
  'chrony',
  'rsyslog',
  'logrotate',
  'cron',
  'openssl',
  'psmisc',
  'tcpdump',
  // For the drill that steps the clock.
  'libfaketime',
  // For the disk snapshots of the backups.
  'btrfs-progs',
]
