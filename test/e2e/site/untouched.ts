import assert from 'node:assert/strict'
import { nodes } from '../support/lab.ts'
import type { TestLab } from '../support/lab.ts'

/** What changes by itself on a server at which nobody does anything but log in and look: the pair works on, too. */
const living = [
  ...['/proc', '/sys', '/dev', '/run', '/tmp', '/var/tmp', '/var/log', '/var/lib/systemd', '/var/lib/sudo'],
  ...['/var/lib/chrony', '/var/lib/mysqlha', '/alidata/mysql', '/alidata/backup', '/alidata/xtrabackup_cron'],
  // Midnight's.
  ...['/var/backups', '/var/lib/logrotate'],
]

/** Runs `work` and asserts that it has changed nothing on either host: the snapshots are equal, and no file is newer. */
export async function untouched<T>(lab: TestLab, work: () => Promise<T>): Promise<T> {
  const mark = '/run/playbook-test-mark'
  await Promise.all(nodes.map((node) => lab.root(node, `touch ${mark}`)))
  const before = await lab.snapshot()
  const result = await work()
  assert.deepEqual(await lab.snapshot(), before)
  const pruned = living.map((path) => `-path ${path}`).join(' -o ')
  for (const node of nodes) {
    const find = `find / \\( ${pruned} \\) -prune -o -newer ${mark} -print`
    assert.equal(await lab.root(node, `${find} 2>/dev/null || true`), '', `${node}: files have changed`)
  }
  return result
}
