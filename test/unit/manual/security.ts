import assert from 'node:assert/strict'
import { agentGrants, replicationGrants } from '../../../roles/mysql/accounts/privileges.ts'
import { neededAccounts } from '../../../roles/mysql/accounts/needed.ts'
import { hooksVariables } from '../../../roles/hooks/variables.ts'
import { capabilitiesOf } from '../../../src/mysql/capabilities.ts'
import { changeSource } from '../../../src/mysql/change-source.ts'
import { parseServerVersion } from '../../../src/mysql/version.ts'
import { Secret } from '../../../src/values/secret.ts'
import { series } from '../roles/mysql/contexts.ts'
import { filesBelow, filesWith, landsOnHosts } from './mistake.ts'
import type { Mistake } from './mistake.ts'

const versions = Object.values(series).map((text) => parseServerVersion(text))

/** The accounts of a pair of the given server, and the keys of the secrets that they were made from. */
function accountsOf(number: string, flavour: string) {
  const vars = hooksVariables.parse({
    vip: '192.168.14.88/24',
    mysql_version: number,
    mysql_flavour: flavour === 'mariadb' ? 'mariadb' : 'mysql',
  })
  const keys: string[] = []
  const node = (name: string, address: string, position: number) => ({
    name,
    address,
    position,
    vars,
    groups: [],
    others: [],
  })
  const hosts = [node('node1', '192.168.14.128', 0), node('node2', '192.168.14.129', 1)] as const
  const secret = (key: string): Secret => {
    keys.push(key)
    return new Secret(`of ${key}`, key)
  }
  return { accounts: neededAccounts(hosts[0], { hosts: [...hosts], secret }), keys }
}

/** Rows 43 to 47, and the chapter on backups. */
export const securityMistakes: readonly Mistake[] = [
  {
    row: 43,
    was: 'passwords in command lines, scripts and logs',
    proofs: [
      {
        title: 'the passwords are the ones that were given, and are shown and left nowhere',
        in: 'e2e/site/first-run.ts',
      },
      {
        check() {
          for (const version of versions) {
            const login = { host: 'h', port: 1, user: 'u', password: 'hidden-one', wasPrimary: false }
            const timing = { heartbeatSeconds: 1, connectRetrySeconds: 1, retryCount: 1 }
            for (const { shown } of changeSource(capabilitiesOf(version), { ...login, ...timing }))
              assert.doesNotMatch(shown, /hidden-one/)
          }
        },
      },
    ],
  },
  {
    row: 44,
    was: 'an account that may do everything from everywhere',
    proofs: [
      {
        check() {
          for (const version of versions) {
            const can = capabilitiesOf(version)
            const granted = [...agentGrants(version, can), ...replicationGrants(can)]
            assert.ok(granted.every(({ privileges }) => privileges.every((one) => !/^ALL\b/i.test(one))))
            const { accounts } = accountsOf(version.number, version.flavour)
            assert.ok(
              accounts.every(({ host }) => host === 'localhost' || /^192\.168\.14\.12[89]$/.test(host)),
            )
          }
        },
      },
    ],
  },
  {
    row: 45,
    was: 'root’s SSH keys both ways, and no host key is checked',
    proofs: [
      {
        check: () =>
          assert.deepEqual(
            filesWith(/StrictHostKeyChecking[= ]no|yes \| ssh-keygen|\/root\/\.ssh/, [
              ...landsOnHosts,
              ...filesBelow('src/connect'),
            ]),
            [],
          ),
      },
      { title: 'unknown host keys, and nobody to ask', in: 'e2e/site/refused-by-hosts.ts' },
    ],
  },
  {
    row: 46,
    was: 'the same passwords at every customer',
    proofs: [
      { title: 'no two are the same', in: 'unit/decide/generate.test.ts' },
      {
        check() {
          const { keys } = accountsOf('9.7.4', 'mysql')
          assert.deepEqual(
            [...new Set(keys)].filter((key) => !key.startsWith('mysql_')),
            [],
          )
        },
      },
    ],
  },
  {
    row: 47,
    was: 'replication in the clear, the server open to the world',
    proofs: [
      {
        check() {
          for (const version of versions.filter((one) => capabilitiesOf(one).modernTls)) {
            const { accounts } = accountsOf(version.number, version.flavour)
            assert.ok(accounts.every(({ host, requireTls }) => host === 'localhost' || requireTls))
          }
          for (const version of versions) {
            const source = { host: 'h', port: 1, user: 'u', password: 'p', wasPrimary: false }
            const timing = { heartbeatSeconds: 1, connectRetrySeconds: 1, retryCount: 1 }
            const statements = changeSource(capabilitiesOf(version), { ...source, ...timing })
            assert.match(statements.at(-1)?.text ?? '', /_SSL=1/)
          }
        },
      },
    ],
  },
  {
    row: 48,
    was: 'backups with a program that is gone, and the only good chain deleted unseen',
    proofs: [
      { check: () => assert.deepEqual(filesWith(/innobackupex/), []) },
      { title: 'nothing goes', in: 'unit/agent/backup/retention.test.ts' },
    ],
  },
]
