import assert from 'node:assert/strict'
import type { NodeName, TestLab } from '../support/lab.ts'
import { statusOf } from './pair.ts'
import { sqlOn } from './sql.ts'

/**
 * Fails unless a diverged node says which transactions the primary lacks, has saved them for its owner alone, does not
 * replicate, and stays so when `site` is run.
 */
export async function isKeptApart(lab: TestLab, node: NodeName): Promise<void> {
  const { errant = '', dump = '' } = (await statusOf(lab, node))?.divergence ?? {}
  assert.match(errant, /^[0-9a-f-]{36}:\d/)
  assert.ok((await lab.root(node, 'mysqlha status')).includes(errant), errant)
  assert.equal(await lab.root(node, `stat -c %a '${dump}'`), '600')
  assert.match(await lab.root(node, `cat '${dump}'`), /### INSERT INTO `shop`\.`orders`/)

  const refused = await lab.playbook('site', '--output', 'plain')
  assert.equal(refused.exitCode, 1, refused.stdout)
  assert.match(refused.stdout + refused.stderr, /DIVERGED/)
  assert.equal((await statusOf(lab, node))?.role, 'DIVERGED')
  const [replica] = await sqlOn(lab, node, 'SHOW REPLICA STATUS')
  assert.notEqual(replica?.['Replica_IO_Running'], 'Yes')
}
