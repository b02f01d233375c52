import { PlaybookError } from '../errors.ts'
import type { Facts } from '../plan/facts.ts'
import type { ShellResult } from '../values/probe.ts'
import { ShellCommand } from '../values/shell.ts'

/** One POSIX script, one round trip; prints `key=value` lines. */
export const factsCommand = new ShellCommand(
  `
say() { printf '%s=%s\\n' "$1" "$2"; }
first() { sed -n '1p' "$1" 2>/dev/null; }
say hostname "$(uname -n)"
say architecture "$(uname -m)"
say kernel "$(uname -r)"
(. /etc/os-release 2>/dev/null; say id "$ID"; say version "$VERSION_ID"; say like "$ID_LIKE"; say name "$PRETTY_NAME")
say memory "$(awk '/^MemTotal:/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)"
for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
  say limit "$(first $limit)"
done
say processors "$(getconf _NPROCESSORS_ONLN)"
say model "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
container=no
{ [ -e /run/.containerenv ] || [ -e /.dockerenv ] || [ -n "$(cat /run/systemd/container 2>/dev/null)" ]; } && container=yes
say container "$container"
say glibc "$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //')"
ip -o -4 addr show 2>/dev/null | awk '{ print "address=" $2 " " $4 }'
for manager in apt-get dnf yum; do command -v $manager >/dev/null && say manager $manager; done
selinux=disabled
[ -e /sys/fs/selinux/enforce ] && { [ "$(first /sys/fs/selinux/enforce)" = 1 ] && selinux=enforcing || selinux=permissive; }
say selinux "$selinux"
zone=$(readlink /etc/localtime 2>/dev/null | sed -n 's|.*/zoneinfo/||p')
[ -n "$zone" ] || zone=$(first /etc/timezone)
[ -n "$zone" ] || [ "$(date +%z)" != +0000 ] || zone=UTC
say zone "$zone"
say clock "$(date +%s.%N)"
set -- chrony chronyd ntp ntpd ntpsec systemd-timesyncd
systemctl is-active "$@" 2>/dev/null | while read -r state; do
  [ "$state" = active ] && { say timer "$1"; break; }
  shift
done
exit 0
`,
  undefined,
  20,
)

function familyOf(id: string, like: string): Facts['os']['family'] {
  const words = `${id} ${like}`.split(' ')
  if (words.includes('debian') || words.includes('ubuntu')) return 'debian'
  return words.some((word) => ['rhel', 'fedora', 'centos'].includes(word)) ? 'redhat' : 'other'
}

const timeServices: Readonly<Record<string, Facts['timeService']>> = {
  chrony: 'chrony',
  chronyd: 'chrony',
  ntp: 'ntp',
  ntpd: 'ntp',
  ntpsec: 'ntp',
  'systemd-timesyncd': 'timesyncd',
}

/** A clock was read at some moment of the round trip: only what lies outside of that is known to be off. */
function outside(clock: number, from: number, to: number): number {
  return clock - Math.min(Math.max(clock, from), to)
}

/** Reads the script's output; `asked` and `answered` are the runner's clock before and after, seconds. Throws when the host is not a Linux that we can work with. */
export function parseFacts(
  host: string,
  result: ShellResult,
  [asked, answered]: readonly [number, number],
): Facts {
  const values = new Map<string, string[]>()
  for (const line of result.stdout.split('\n')) {
    const at = line.indexOf('=')
    if (at > 0) values.set(line.slice(0, at), [...(values.get(line.slice(0, at)) ?? []), line.slice(at + 1)])
  }
  const one = (key: string) => values.get(key)?.[0] ?? ''
  const memory = Number(one('memory'))
  if (result.exitCode !== 0 || !memory)
    throw new PlaybookError(
      'StepFailed',
      `${host} did not say what it is (facts script exited ${result.exitCode})`,
      {
        details: result.stderr.trim().split('\n').slice(-5),
        hint: 'The target must be a Linux server with a POSIX shell and coreutils.',
      },
    )
  const limits = (values.get('limit') ?? []).map(Number).filter((limit) => limit > 0)
  const managers = values.get('manager') ?? []
  return {
    hostname: one('hostname'),
    architecture: one('architecture'),
    kernel: one('kernel'),
    os: {
      id: one('id'),
      version: one('version'),
      family: familyOf(one('id'), one('like')),
      name: one('name'),
    },
    memoryBytes: Math.min(memory, ...limits),
    processors: Number(one('processors')) || 1,
    processorModel: one('model'),
    container: one('container') === 'yes',
    glibc: one('glibc'),
    addresses: (values.get('address') ?? []).map((line) => {
      const [name = '', cidr = ''] = line.split(' ')
      const [address = '', prefix] = cidr.split('/')
      return { interface: name, address, prefix: Number(prefix ?? 32) }
    }),
    packageManager: managers.includes('apt-get')
      ? 'apt'
      : managers.includes('dnf')
        ? 'dnf'
        : managers.includes('yum')
          ? 'yum'
          : 'none',
    selinux: one('selinux') as Facts['selinux'],
    timeZone: one('zone'),
    clockOffsetSeconds: outside(Number(one('clock')), asked, answered),
    timeService: timeServices[one('timer')] ?? 'none',
  }
}
