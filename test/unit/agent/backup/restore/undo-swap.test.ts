import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { swapData, undoHalfSwap } from '../../../../../agent/backup/restore/swap.ts'
import { kept, logNames, server, stamp, steps, treeOf, withoutEmpty } from './swap-example.ts'

describe('a restore that was cut off gives the old state back', () => {
  const count = logNames.length + 2
  for (let done = 0; done <= count; done++)
    test(`after ${done} of ${count + 1} steps`, async (context) => {
      const { root, path, place } = server(context)
      const before = treeOf(root)
      for (const step of steps(path).slice(0, done)) step()
      const isHalf = done >= 2
      assert.equal(await undoHalfSwap(place), isHalf)
      assert.deepEqual(withoutEmpty(treeOf(root)), before)
      assert.equal(await undoHalfSwap(place), false)
      // And it can be tried again.
      await swapData(place, path('restoring', 'data'), `${stamp}2`)
      assert.equal(readFileSync(path('data', 'ibdata1'), 'utf8'), 'restored')
    })

  for (const undone of [1, 2, 3])
    test(`also when the undoing was cut off after ${undone} binary logs`, async (context) => {
      const { root, path, place } = server(context)
      const before = treeOf(root)
      for (const step of steps(path).slice(0, count)) step()
      for (const name of logNames.slice(0, undone)) renameSync(path('log', kept, name), path('log', name))
      assert.equal(await undoHalfSwap(place), true)
      assert.deepEqual(withoutEmpty(treeOf(root)), before)
    })

  test('of several, the newest', async (context) => {
    const { path, place } = server(context)
    for (const time of ['20261128T0', '20261130T0', '20261129T0']) {
      mkdirSync(path(`data.before-restore-${time}`))
      writeFileSync(path(`data.before-restore-${time}`, 'which'), time)
    }
    rmSync(path('data'), { recursive: true })
    assert.equal(await undoHalfSwap(place), true)
    assert.equal(readFileSync(path('data', 'which'), 'utf8'), '20261130T0')
  })

  test('where nothing was moved aside, nothing is guessed', async (context) => {
    const { path, place } = server(context)
    rmSync(path('data'), { recursive: true })
    await assert.rejects(undoHalfSwap(place), /no data directory .*, and none that a restore has moved aside/)
  })
})
