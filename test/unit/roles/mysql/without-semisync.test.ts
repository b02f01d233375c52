import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { semisyncPossible } from '../../../../roles/mysql/semisync-possible.ts'
import { settingLines } from '../../../../roles/mysql/settings/my-cnf.ts'
import { contextFor, series } from './contexts.ts'

describe('a server without semi-sync plugins', () => {
  for (const version of Object.values(series))
    test(`${version}: my.cnf names nothing of semi-sync`, () => {
      const named = (semisync: boolean) =>
        settingLines(contextFor(version, { semisync }))
          .flatMap(({ lines }) => lines)
          .filter(({ name, value }) => /semi_?sync/.test(`${name} ${value}`))
      assert.ok(named(true).length >= 3)
      assert.deepEqual(named(false), [])
    })

  const table = [
    { present: true, required: true, kind: 'ok', warning: undefined, says: /can replicate/ },
    { present: true, required: false, kind: 'ok', warning: undefined, says: /can replicate/ },
    { present: false, required: true, kind: 'differs', warning: undefined, says: /semisync_required: false/ },
    { present: false, required: false, kind: 'ok', warning: true, says: /asynchronously/ },
  ] as const
  for (const { present, required, kind, warning, says } of table)
    test(`present: ${present}, required: ${required}: ${kind}`, () => {
      const finding = semisyncPossible.module.judge({}, { present, required }, undefined)
      assert.equal(finding.kind, kind)
      assert.match(finding.because, says)
      assert.equal(finding.kind === 'ok' ? finding.warning : undefined, warning)
    })
})
