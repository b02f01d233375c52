import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import { changeSource } from '../../../src/mysql/change-source.ts'
import { parseServerVersion } from '../../../src/mysql/version.ts'

const source = {
  host: '10.0.0.2',
  port: 3306,
  user: 'repl',
  password: 'x',
  heartbeatSeconds: 2,
  connectRetrySeconds: 1,
  retryCount: 86400,
  wasPrimary: false,
}

describe('TLS of old servers', () => {
  const table: readonly [version: string, modernTls: boolean, cipherNamed: boolean][] = [
    ['5.6.24', false, true],
    ['5.6.46', true, true],
    ['5.7.2', false, true],
    ['5.7.27', false, false],
    ['5.7.28', true, false],
    ['8.0.40', true, false],
    ['9.7.4', true, false],
    ['10.11.18-MariaDB', true, false],
  ]
  for (const [version, modernTls, cipherNamed] of table)
    test(`${version}: ${modernTls ? 'clients of today can use it' : 'only servers of its age speak it'}`, () => {
      const can = capabilitiesOf(parseServerVersion(version))
      assert.equal(can.modernTls, modernTls)
      // Replication is encrypted everywhere; where SSL=1 alone does nothing, a cipher says that it is meant.
      const text = changeSource(can, source).at(-1)?.text ?? ''
      assert.match(text, /_SSL=1/)
      assert.equal(/_SSL_CIPHER='DHE-RSA-AES256-SHA'/.test(text), cipherNamed)
    })
})
