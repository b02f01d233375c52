import { isIP } from 'node:net'
import { sh, ShellCommand } from '../../values/shell.ts'
import { mend, nodeNamed, otherThan, root } from '../scene.ts'
import type { Scene } from '../scene.ts'
import { DrillFailure } from '../drill.ts'

/** A cut undoes itself after this long, whatever becomes of us. */
const undoSeconds = 180
const undoUnit = 'mysqlha-drill-reconnect'

/** One direction of traffic that is dropped: everything to or from an address, or one port of it. */
interface Dropped {
  readonly address: string
  readonly port?: number
}

const undo = `nft delete table inet mysqlha_drill 2>/dev/null
while iptables -D INPUT -j mysqlha_drill 2>/dev/null; do :; done
while iptables -D OUTPUT -j mysqlha_drill 2>/dev/null; do :; done
iptables -F mysqlha_drill 2>/dev/null; iptables -X mysqlha_drill 2>/dev/null
while ip route del blackhole "$1" 2>/dev/null; do :; done
! nft list table inet mysqlha_drill >/dev/null 2>&1 && ! iptables -n -L mysqlha_drill >/dev/null 2>&1 &&
[ -z "$(ip route show type blackhole exact "$1")" ]`

/** Rules for nft: a table of our own, removed as a whole. */
export function nftRules(dropped: readonly Dropped[]): string {
  const rules = (direction: 'saddr' | 'daddr') =>
    dropped
      .map(({ address, port }) => {
        const side = direction === 'saddr' ? 'sport' : 'dport'
        return `    ip ${direction} ${address}${port === undefined ? '' : ` tcp ${side} ${port}`} drop`
      })
      .join('\n')
  return `table inet mysqlha_drill {
  chain input {
    type filter hook input priority -300;
${rules('saddr')}
  }
  chain output {
    type filter hook output priority -300;
${rules('daddr')}
  }
}
`
}

/** The same as commands for iptables, in a chain of our own. */
export function iptablesRules(dropped: readonly Dropped[]): string {
  const rules = dropped.flatMap(({ address, port }) => [
    `iptables -A mysqlha_drill -s ${address}${port === undefined ? '' : ` -p tcp --sport ${port}`} -j DROP`,
    `iptables -A mysqlha_drill -d ${address}${port === undefined ? '' : ` -p tcp --dport ${port}`} -j DROP`,
  ])
  return [
    'iptables -N mysqlha_drill',
    ...rules,
    'iptables -I INPUT -j mysqlha_drill',
    'iptables -I OUTPUT -j mysqlha_drill',
  ].join(' && ')
}

/**
 * Cuts by whatever the host has: nft, iptables, or for a whole address a route that leads nowhere. The timer that takes it
 * back runs before the cut is made.
 */
function cutScript(dropped: readonly Dropped[]): ShellCommand {
  const [first] = dropped
  const route =
    dropped.length === 1 && first && first.port === undefined
      ? `ip route add blackhole ${first.address}`
      : 'echo "neither nft nor iptables is here" >&2; exit 1'
  return sh`systemctl stop ${undoUnit}.timer 2>/dev/null
systemd-run --quiet --collect --unit=${undoUnit} --on-active=${undoSeconds} /bin/sh -c ${undo} undo ${first?.address ?? ''} || exit 1
if command -v nft >/dev/null; then nft -f - || exit 1
elif command -v iptables >/dev/null; then { ${new ShellCommand(iptablesRules(dropped))}; } || exit 1
else ${new ShellCommand(route)}; fi`.input(nftRules(dropped))
}

function addressOf(scene: Scene, name: string): string {
  const { address } = nodeNamed(scene, name)
  if (isIP(address) !== 4) throw new DrillFailure(`${name} is known by a name: a cut needs its IPv4 address`)
  return address
}

/** The two hosts drop each other's packets. */
export async function cutPair(scene: Scene): Promise<void> {
  for (const { name } of scene.pair.nodes)
    await root(scene, name, cutScript([{ address: addressOf(scene, otherThan(scene, name)) }]))
}

/** A host drops what comes from and goes to its peer and the witness; we still reach it. */
export async function isolate(scene: Scene, name: string): Promise<void> {
  const { witness } = scene.pair.variables
  const peer = { address: addressOf(scene, otherThan(scene, name)) }
  await root(scene, name, cutScript([peer, ...(witness ? [witness] : [])]))
}

/** Takes all cuts back, and the timers. */
export async function reconnectHosts(scene: Scene): Promise<void> {
  for (const { name } of scene.pair.nodes) {
    const peer = addressOf(scene, otherThan(scene, name))
    await mend(scene, name, sh`systemctl stop ${undoUnit}.timer 2>/dev/null; /bin/sh -c ${undo} undo ${peer}`)
  }
}
