import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nobodyPassesFence } from '../../../../modules/pair/nobody-passes-fence.ts'
import { Secret } from '../../../../src/values/secret.ts'

const login = { unixSocket: '/s', user: 'root', password: new Secret('x', 'p') }

describe('accounts that could write on a standby', () => {
  const rows = [
    { account: "'shop'@'%'", privilege: 'SUPER' },
    { account: "'shop'@'%'", privilege: 'PROCESS' },
    { account: "'admin'@'10.0.0.%'", privilege: 'READ_ONLY ADMIN' },
  ]
  const table: readonly [passing: readonly string[], warned: string | undefined][] = [
    [[], undefined],
    [['SUPER'], "'shop'@'%' may write"],
    [['READ_ONLY ADMIN'], "'admin'@'10.0.0.%' may write"],
    [['SYSTEM_USER'], undefined],
  ]
  for (const [passing, warned] of table)
    test(`with ${passing.join() || 'super_read_only'}: ${warned ?? 'none'}`, () => {
      const granted = { rows, timedOut: false }
      const finding = nobodyPassesFence.module.judge({ granted }, { login, passing }, undefined)
      assert.equal(finding.kind, 'ok')
      assert.equal(finding.kind === 'ok' && finding.warning, warned === undefined ? undefined : true)
      assert.ok(finding.kind === 'ok' && finding.because.includes(warned ?? ''))
    })
})
