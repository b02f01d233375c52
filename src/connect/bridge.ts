import { quoteWord } from '../values/shell.ts'

/** Exit statuses of the bridge that say why there is none. */
export const bridgeStatus = { noSocket: 81, noTool: 82 } as const

const node = `const s=require("net").connect(process.argv[1]);s.on("error",()=>process.exit(1));process.stdin.pipe(s).pipe(process.stdout);s.on("close",()=>process.exit(0))`

const python = `
import os, select, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
while True:
    ready = select.select([0, s], [], [])[0]
    if s in ready:
        data = s.recv(65536)
        if not data: break
        while data: data = data[os.write(1, data):]
    if 0 in ready:
        data = os.read(0, 65536)
        if not data: break
        s.sendall(data)
`

const perl = `
use IO::Socket::UNIX; use IO::Select;
my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
my $l = IO::Select->new($s, \\*STDIN);
while (1) { for my $h ($l->can_read) {
  my $n = sysread($h, my $b, 65536); exit unless $n;
  my $o = $h == $s ? \\*STDOUT : $s;
  while (length $b) { my $w = syswrite($o, $b); exit unless $w; substr($b, 0, $w) = '' }
} }`

/** Joins standard input and output with a unix socket by whatever the host has; the agent's own runtime comes first. */
export function bridgeScript(unixSocket: string): string {
  return `s=${quoteWord(unixSocket)}
has() { command -v "$1" >/dev/null 2>&1; }
[ -S "$s" ] || exit ${bridgeStatus.noSocket}
if [ -x /opt/mysqlha/bin/node ]; then exec /opt/mysqlha/bin/node -e ${quoteWord(node)} "$s"; fi
if has socat; then exec socat - UNIX-CONNECT:"$s"; fi
for p in python3 python /usr/libexec/platform-python; do
if has $p; then exec $p -c ${quoteWord(python)} "$s"; fi
done
if has perl && perl -MIO::Socket::UNIX -e 1 2>/dev/null; then exec perl -e ${quoteWord(perl)} "$s"; fi
if has nc && nc -h 2>&1 | grep -q -e -U; then exec nc -U "$s"; fi
exit ${bridgeStatus.noTool}`
}
