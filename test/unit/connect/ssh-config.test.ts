import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseSshConfig } from '../../../src/connect/ssh-config.ts'

const text = `
# a comment
User everyone
Host db? !db3
  HostName=10.0.0.1
  Port 2222
  User first
  IdentityFile "~/my keys/id"
Host *
  Port 22
  User last
  IdentityFile %d/.ssh/%h.%r
  UserKnownHostsFile ~/a ~/b
Host jump
  ProxyJump bastion
Host direct
  ProxyJump none
Match user nobody
  HostName wrong
`
const read = (host: string): ReturnType<typeof parseSshConfig> => parseSshConfig(text, host, '/home/me', 'me')

describe('~/.ssh/config', () => {
  test('the first value counts', () => {
    assert.deepEqual(read('db1'), {
      hostName: '10.0.0.1',
      user: 'everyone',
      port: 2222,
      identityFiles: ['/home/me/my keys/id', '/home/me/.ssh/10.0.0.1.everyone'],
      knownHostsFiles: ['/home/me/a', '/home/me/b'],
    })
  })
  test('a refused pattern takes the host out of its block', () => assert.equal(read('db3').port, 22))
  test('blocks we cannot judge do not apply', () => assert.equal(read('other').hostName, undefined))
  test('jump hosts are refused', () =>
    assert.throws(() => read('jump'), /ProxyJump, which is not supported yet/))
  test('unless switched off', () => assert.equal(read('direct').port, 22))
  test('an empty file says nothing', () => {
    assert.deepEqual(parseSshConfig('', 'x', '/', 'me'), { identityFiles: [], knownHostsFiles: [] })
  })
})
