import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, test } from 'node:test'
import { judgeHostKey, preferredHostKeyAlgorithms } from '../../../src/connect/host-key.ts'
import {
  appendKnownHost,
  knownHostName,
  parseKnownHosts,
  readKnownHosts,
} from '../../../src/connect/known-hosts.ts'

/** The wire form of a public key of some type: its name and a few bytes. */
function key(type: string, fill: number): Buffer {
  const name = Buffer.from(type)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(name.length)
  return Buffer.concat([length, name, Buffer.alloc(32, fill)])
}

const ours = key('ssh-ed25519', 1)
const other = key('ssh-ed25519', 2)
const rsa = key('ssh-rsa', 3)
const line = (names: string, of: Buffer, type = 'ssh-ed25519'): string =>
  `${names} ${type} ${of.toString('base64')}`

function hashed(host: string): string {
  const salt = Buffer.alloc(20, 9)
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(host).digest('base64')}`
}

describe('a known_hosts file speaks of a host', () => {
  const cases: [title: string, text: string, host: string, lines: number][] = [
    ['by its name', line('db1', ours), 'db1', 1],
    ['in a list', line('x,db1,10.0.0.1', ours), '10.0.0.1', 1],
    ['by a pattern', line('*.example.org', ours), 'db1.example.org', 1],
    ['not by a refused pattern', line('*.example.org,!db1.example.org', ours), 'db1.example.org', 0],
    ['not where a dot would match any letter', line('db.1', ours), 'dbx1', 0],
    ['hashed', line(hashed('db1'), ours), 'db1', 1],
    ['not when the hash is of another', line(hashed('db2'), ours), 'db1', 0],
    ['with a port', line('[db1]:2222', ours), '[db1]:2222', 1],
    ['not for another port', line('[db1]:2222', ours), 'db1', 0],
    ['hashed with a port', line(hashed('[db1]:2222'), ours), '[db1]:2222', 1],
    ['not in comments and blanks', `# ${line('db1', ours)}\n\n  \ndb1 only-two\n`, 'db1', 0],
    ['not by an authority', `@cert-authority ${line('db1', ours)}`, 'db1', 0],
    ['by a revocation', `@revoked ${line('*', ours)}`, 'db1', 1],
  ]
  for (const [title, text, host, lines] of cases)
    test(title, () => assert.equal(parseKnownHosts(text, 'f', host).length, lines))
})

describe('a host key is', () => {
  const judge = (text: string, shown: Buffer): string =>
    judgeHostKey('db1', shown, parseKnownHosts(text, 'f', 'db1'))
  test('known when a line has it', () =>
    assert.equal(judge(`${line('db1', other)}\n${line('db1', ours)}`, ours), 'known'))
  test('unknown when no line speaks of the host', () =>
    assert.equal(judge(line('db2', ours), ours), 'unknown'))
  test('refused when it differs, with both fingerprints and the place', () => {
    assert.throws(
      () => judge(`\n${line('db1', other)}`, ours),
      ({ code, details }: { code: string; details: string[] }) =>
        code === 'HostKeyUnknown' &&
        details.length === 2 &&
        /^f:2 has ssh-ed25519 SHA256:/.test(details[1] ?? ''),
    )
  })
  test('refused when the host is known by a key of another type', () => {
    assert.throws(() => judge(line('db1', rsa, 'ssh-rsa'), ours), { code: 'HostKeyUnknown' })
  })
  test('refused when it is revoked', () => {
    assert.throws(() => judge(`${line('db1', ours)}\n@revoked ${line('*', ours)}`, ours), /revoked by f:2/)
  })
})

test('the types that are known are asked for first', () => {
  const known = parseKnownHosts(line('db1', rsa, 'ssh-rsa'), 'f', 'db1')
  assert.equal(preferredHostKeyAlgorithms(known)[0], 'rsa-sha2-512')
  assert.equal(preferredHostKeyAlgorithms([])[0], 'ssh-ed25519')
})

test('a key is added on a line of its own, in a file for its owner alone', async (t) => {
  const directory = mkdtempSync(`${tmpdir()}/known-`)
  t.after(() => rmSync(directory, { recursive: true }))
  const file = `${directory}/ssh/known_hosts`
  await appendKnownHost(file, knownHostName('db1', 2222), ours)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  writeFileSync(file, 'x', { flag: 'a' })
  await appendKnownHost(file, 'db2', other)
  assert.equal(readFileSync(file, 'utf8').split('\n').length, 4)
  assert.equal((await readKnownHosts([`${directory}/missing`, file], '[db1]:2222')).length, 1)
  assert.equal((await readKnownHosts([file], 'db2'))[0]?.origin, `${file}:3`)
})
