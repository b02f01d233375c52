import assert from 'node:assert/strict'
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { describe, test } from 'node:test'
import { refuseMountPoint, swapData, undoHalfSwap } from '../../../../../agent/backup/restore/swap.ts'
import { beside, kept, logNames, server, stamp, steps, treeOf, withoutEmpty } from './swap-example.ts'

describe('restored data in the place of a server’s', () => {
  test('the old data and its binary logs are kept beside, nothing else is moved', async (context) => {
    const { root, path, place } = server(context)
    const aside = await swapData(place, path('restoring', 'data'), stamp)
    assert.equal(statSync(aside.logs).mode & 0o777, 0o700)
    assert.deepEqual(aside, { data: path(`data.${kept}`), logs: path('log', kept) })
    assert.deepEqual(treeOf(root), {
      'data/': '',
      'data/ibdata1': 'restored',
      [`data.${kept}/`]: '',
      [`data.${kept}/shop/`]: '',
      [`data.${kept}/shop/orders.ibd`]: 'old',
      'log/': '',
      ...Object.fromEntries(beside.map((name) => [`log/${name}`, name])),
      [`log/${kept}/`]: '',
      ...Object.fromEntries(logNames.map((name) => [`log/${kept}/${name}`, name])),
      'restoring/': '',
    })
    assert.equal(await undoHalfSwap(place), false)
  })

  test('the steps by themselves come to the same', async (context) => {
    const [whole, stepwise] = [server(context), server(context)]
    await swapData(whole.place, whole.path('restoring', 'data'), stamp)
    for (const step of steps(stepwise.path)) step()
    assert.deepEqual(treeOf(stepwise.root), treeOf(whole.root))
  })
})

describe('a restore that fails', () => {
  type Case = [
    what: string,
    obstacle: (path: (...names: string[]) => string) => void,
    code: string,
    half: boolean,
  ]
  const cases: Case[] = [
    ['where its binary logs would be kept', (path) => mkdirSync(path('log', kept)), 'EEXIST', false],
    [
      'where its data would be kept',
      (path) => mkdirSync(path(`data.${kept}`, 'something'), { recursive: true }),
      'ENOTEMPTY',
      false,
    ],
    [
      'for want of restored data',
      (path) => rmSync(path('restoring', 'data'), { recursive: true }),
      'ENOENT',
      true,
    ],
  ]
  for (const [what, obstacle, code, half] of cases)
    test(`${what} leaves the old state, or it comes back`, async (context) => {
      const { root, path, place } = server(context)
      obstacle(path)
      const before = withoutEmpty(treeOf(root))
      await assert.rejects(swapData(place, path('restoring', 'data'), stamp), { code })
      if (!half) assert.deepEqual(withoutEmpty(treeOf(root)), before)
      assert.equal(await undoHalfSwap(place), half)
      assert.deepEqual(withoutEmpty(treeOf(root)), before)
    })
})

describe('a data directory', () => {
  test('that is a directory can be moved', async (context) => {
    await refuseMountPoint(server(context).place)
  })
  test('that is a file system of its own cannot', async () => {
    await assert.rejects(refuseMountPoint({ datadir: '/proc' }), /is a file system of its own/)
  })
})
