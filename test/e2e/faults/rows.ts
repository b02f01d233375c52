import assert from 'node:assert/strict'
import type { NodeName, TestLab } from '../support/lab.ts'
import { until } from '../support/until.ts'
import { sqlOn } from './sql.ts'

/** The acknowledged rows that a node has not. */
export async function lostRows(
  lab: TestLab,
  node: NodeName,
  acknowledged: readonly number[],
): Promise<number[]> {
  const rows = await sqlOn(lab, node, 'SELECT number FROM shop.orders')
  const there = new Set(rows.map((row) => Number(row['number'])))
  return acknowledged.filter((number) => !there.has(number))
}

/** Fails unless every acknowledged row is on a node; it may hold others that nobody was told of. */
export async function assertRows(
  lab: TestLab,
  node: NodeName,
  acknowledged: readonly number[],
): Promise<void> {
  assert.deepEqual(await lostRows(lab, node, acknowledged), [], `acknowledged rows that ${node} has not`)
}

/** Waits until a node has every acknowledged row. */
export async function hasRows(
  lab: TestLab,
  node: NodeName,
  acknowledged: readonly number[],
  boundSeconds = 60,
): Promise<void> {
  // Counting would not do: there may be rows that nobody was told of.
  await until(
    `${node} has all rows`,
    boundSeconds,
    async () => (await lostRows(lab, node, acknowledged)).length === 0,
  )
}
