import { sh, type ShellCommand } from '../../src/values/shell.ts'
import { holdServices } from './hold-services.ts'

/**
 * What every transaction begins with. apt asks nothing, keeps configuration files that somebody changed, waits five
 * minutes for another package manager's lock, and never lets needrestart restart a database.
 */
const prelude = sh`set -u
umask 022
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C
transaction() {
  apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o APT::Keep-Downloaded-Packages=false \\
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}
# For what cannot wait by itself: again while a lock is held, five minutes at most.
patiently() {
  tries=0
  until said=$("$@" 2>&1); do
    case $said in
      *'get lock'* | *'locked by another process'* | *'Unable to lock'*) ;;
      *) printf '%s\\n' "$said" >&2; return 1 ;;
    esac
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { printf '%s\\n' "$said" >&2; return 1; }
    echo 'Waiting for another package manager'
    sleep 5
  done
  printf '%s\\n' "$said"
}
# A transaction that died in the middle must be ended before apt does anything else.
heal() {
  [ -n "$(dpkg --audit)$(ls /var/lib/dpkg/updates)" ] || return 0
  echo 'Finishing an interrupted installation'
  patiently dpkg --force-confdef --force-confold --configure -a
}
`

/** Installs packages; `a|b` stands for the first that a repository has. Reads the lists when they are older than a day or lack a name. */
export function aptInstall(
  names: readonly string[],
  { startServices }: { readonly startServices: boolean },
): ShellCommand {
  return sh`: apt-get install ${names}
${prelude}
${startServices ? sh`:` : holdServices()}
refreshed=no
refresh() {
  [ "$refreshed" = no ] || return 1
  refreshed=yes
  # Lists that did not change keep their time; the folder's says when they were read. A dead mirror costs little.
  patiently apt-get -o Acquire::http::Timeout=20 -o Acquire::Retries=1 update && touch /var/lib/apt/lists
}
choose() {
  chosen= missing=
  for wanted in ${names}; do
    pick=
    for name in $(printf %s "$wanted" | tr '|' ' '); do
      case $(apt-cache policy "$name") in
        '' | *'Candidate: (none)'*) ;;
        *) pick=$name; break ;;
      esac
    done
    if [ -n "$pick" ]; then chosen="$chosen $pick"; else missing="$missing $wanted"; fi
  done
  [ -z "$missing" ]
}
heal || exit
[ -n "$(find /var/lib/apt/lists -maxdepth 0 -mmin -1440)" ] || refresh || echo 'Going on with the lists that are here'
choose || { refresh; choose; } || {
  echo "No repository of this host has:$missing" >&2
  exit 1
}
# The second time with fresh lists: an old one names versions that the repository no longer has.
transaction install $chosen || { refresh && transaction install $chosen; }`
}

/** Removes packages and keeps their configuration files. */
export function aptRemove(names: readonly string[]): ShellCommand {
  return sh`: apt-get remove ${names}
${prelude}
heal || exit
transaction remove ${names}`
}
