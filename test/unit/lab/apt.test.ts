import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findMirror, parseDeb822, parseOneLine } from '../../../lab/base/apt-sources.ts'
import { readCandidates } from '../../../lab/base/suite.ts'
import { LabFailure } from '../../../lab/failure.ts'

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

describe('apt sources in one line each', () => {
  const cases: [string, ReturnType<typeof parseOneLine>][] = [
    ['', []],
    ['# deb http://a b main', []],
    ['deb-src http://a/debian bookworm main', []],
    [
      'deb http://a/debian bookworm main contrib # ours',
      [{ uri: 'http://a/debian', suite: 'bookworm', components: ['main', 'contrib'], signedBy: undefined }],
    ],
    [
      `  deb [arch=amd64 signed-by=${keyring}]   http://a/debian\tbookworm  main`,
      [{ uri: 'http://a/debian', suite: 'bookworm', components: ['main'], signedBy: keyring }],
    ],
    ['deb file:/srv/flat ./', [{ uri: 'file:/srv/flat', suite: './', components: [], signedBy: undefined }]],
  ]
  for (const [line, expected] of cases)
    test(line || 'nothing', () => assert.deepEqual(parseOneLine(line), expected))
})

describe('apt sources in stanzas', () => {
  test('one entry for each address and suite, comments and continuation lines understood', () => {
    const text = `Types: deb deb-src
# a comment within
URIs: http://a/debian
  http://b/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: ${keyring}

Types: deb-src
URIs: http://c
Suites: bookworm
Components: main

Types: deb
Enabled: no
URIs: http://d
Suites: bookworm
Components: main
`
    const sources = parseDeb822(text)
    assert.deepEqual(
      sources.map(({ uri, suite }) => `${uri} ${suite}`),
      [
        'http://a/debian bookworm',
        'http://a/debian bookworm-updates',
        'http://b/debian bookworm',
        'http://b/debian bookworm-updates',
      ],
    )
    assert.ok(sources.every(({ signedBy }) => signedBy === keyring))
  })

  test('a key within the stanza is no path', () => {
    const text =
      'Types: deb\nURIs: http://a\nSuites: x\nComponents: main\nSigned-By:\n -----BEGIN PGP\n .\n abc\n'
    assert.equal(parseDeb822(text)[0]?.signedBy, undefined)
  })
})

test('the mirror is where the machine gets its own release from, not its security or foreign sources', () => {
  const sources = parseOneLine(`deb https://nodes.example/node nodistro main
deb http://security.example/debian-security bookworm-security main
deb [signed-by=/k.gpg] http://mirror.example/debian bookworm main
`)
  assert.equal(findMirror(sources, 'bookworm').uri, 'http://mirror.example/debian')
  assert.throws(() => findMirror(sources, 'trixie'), LabFailure)
  assert.throws(() => findMirror(parseOneLine('deb file:/srv/debian bookworm main'), 'bookworm'), LabFailure)
})

test('candidate versions are read from what apt-cache prints', () => {
  const policy = `mysql-server-core:
  Installed: (none)
  Candidate: 9.7.4-2
  Version table:
     9.7.4-2 500
        500 http://mirror.example/debian sid/main amd64 Packages
nothing:
  Installed: (none)
  Candidate: (none)
  Version table:
keepalived:
  Installed: (none)
  Candidate: 1:2.3.4-1+b2
  Version table:
`
  assert.deepEqual(readCandidates(policy), { 'mysql-server-core': '9.7.4-2', keepalived: '1:2.3.4-1+b2' })
})
