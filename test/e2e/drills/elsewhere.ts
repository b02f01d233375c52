import assert from 'node:assert/strict'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { siteChangesNothing, statusOf, whole } from '../faults/pair.ts'
import { cli, startCli } from '../support/cli.ts'
import { nodes } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'

const undo = 'mysqlha-drill-reconnect'
const leftovers = `systemctl is-active ${undo}.timer; nft list tables 2>/dev/null | grep mysqlha_drill; iptables -S 2>/dev/null | grep mysqlha_drill; ip route show type blackhole`

/** The same hosts in an inventory that is no lab's: the network is cut on the hosts themselves, as at a customer's. */
export function drillsElsewhere(lab: () => TestLab): void {
  const inventory = async (): Promise<readonly string[]> => {
    const directory = join(lab().workingDirectory, 'customer')
    await cp(lab().inventory, directory, { recursive: true })
    return ['--inventory', directory]
  }

  async function isCut(): Promise<boolean> {
    const heard = await Promise.all(
      nodes.map(async (node) => (await statusOf(lab(), node))?.peer?.reachable ?? true),
    )
    return heard.every((reachable) => !reachable)
  }

  async function nothingIsLeft(): Promise<void> {
    for (const node of nodes) assert.equal(await lab().root(node, `${leftovers}; true`), 'inactive', node)
  }

  test('outside of a lab the hosts cut themselves off, and what only a lab can do is refused', async () => {
    const elsewhere = await inventory()
    const refused = await cli(['drill', 'power-off-primary', '--yes', ...elsewhere], lab().workingDirectory)
    assert.equal(refused.exitCode, 2)
    assert.match(refused.stderr, /only in the lab: power-off-primary/)
    const { exitCode, stdout, stderr } = await cli(
      ['drill', 'cut-pair', '--yes', ...elsewhere],
      lab().workingDirectory,
    )
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    await nothingIsLeft()
    await siteChangesNothing(lab())
  })

  test('a cut there takes itself back when nobody else does', async () => {
    const elsewhere = await inventory()
    const running = startCli(['drill', 'cut-pair', '--yes', ...elsewhere], lab().workingDirectory)
    await until('the pair is cut', 60, isCut)
    running.kill()
    await running.ended
    for (const node of nodes) {
      assert.match(await lab().root(node, `systemctl show -p NextElapseUSecMonotonic ${undo}.timer`), /=\d/)
      // What the timer does when its three minutes are over.
      await lab().root(
        node,
        `systemctl start ${undo}.service; ended=$?; systemctl stop ${undo}.timer 2>/dev/null; exit $ended`,
      )
    }
    await whole(lab())
    const { exitCode, stdout, stderr } = await cli(
      ['drill', '--restore', ...elsewhere],
      lab().workingDirectory,
    )
    assert.equal(exitCode, 0, `${stderr}${stdout}`)
    await nothingIsLeft()
  })
}
