import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { command } from '../../../../modules/commands/command.ts'
import {
  digestOfWork,
  judgeProof,
  type Proof,
  type ProofResults,
} from '../../../../modules/commands/proof.ts'
import { waitFor, type WaitForParams } from '../../../../modules/commands/wait-for.ts'
import { Secret } from '../../../../src/values/secret.ts'
import { sh } from '../../../../src/values/shell.ts'
import { absent, exited, present, timedOut } from '../results.ts'

const check = sh`check`
const proofs: readonly [string, Proof, ProofResults, string, RegExp][] = [
  ['creates, there', { creates: '/x' }, { path: present('') }, 'ok', /^\/x exists/],
  ['creates, not there', { creates: '/x' }, { path: absent }, 'differs', /^\/x does not exist/],
  ['removes, there', { removes: '/x' }, { path: present('') }, 'differs', /^\/x exists/],
  ['removes, not there', { removes: '/x' }, { path: absent }, 'ok', /^\/x does not exist/],
  ['unless, yes', { unless: check }, { unless: exited(0) }, 'ok', /succeeds/],
  ['unless, no', { unless: check }, { unless: exited(4) }, 'differs', /exits 4/],
  ['unless, hangs', { unless: check }, { unless: timedOut }, 'differs', /in time/],
  ['marker, none', { marker: '/m' }, { marker: absent }, 'differs', /not run to its end/],
  ['marker, same', { marker: '/m' }, { marker: present('digest\n') }, 'ok', /same inputs/],
  ['marker, other', { marker: '/m' }, { marker: present('digest of old') }, 'differs', /other inputs/],
  ['marker, empty', { marker: '/m' }, { marker: present('') }, 'differs', /other inputs/],
]

describe('a command that is proven by', () => {
  for (const [is, proof, results, kind, because] of proofs)
    test(`${is}: ${kind}`, () => {
      const finding = judgeProof(results, proof, 'digest')
      assert.equal(finding.kind, kind)
      assert.match('because' in finding ? finding.because : '', because)
    })
})

describe('the digest of a command', () => {
  const base = digestOfWork(sh`x`, { a: 1, b: 2 })

  for (const [what, other] of [
    ['its text', digestOfWork(sh`y`, { a: 1, b: 2 })],
    ['its input', digestOfWork(sh`x`.input('in'), { a: 1, b: 2 })],
    ['what the step names', digestOfWork(sh`x`, { a: 1, b: 3 })],
  ] as const)
    test(`changes with ${what}`, () => assert.notEqual(other, base))

  test('does not change with a secret on its input, nor with the order of inputs', () => {
    assert.equal(digestOfWork(sh`x`.input(new Secret('s', 's')), { b: 2, a: 1 }), base)
  })
})

const waits: readonly [string, WaitForParams, object, string, RegExp][] = [
  ['an open port', { port: 3306 }, { command: exited(0) }, 'ok', /port 3306 is open/],
  ['a closed port', { port: 3306 }, { command: exited(1) }, 'differs', /port 3306 is not open/],
  [
    'an open port, wanted closed',
    { port: 3306, state: 'stopped' },
    { command: exited(0) },
    'differs',
    /is open/,
  ],
  [
    'a port elsewhere that does not answer',
    { port: 1, host: 'h' },
    { command: timedOut },
    'differs',
    /h port 1 is not/,
  ],
  [
    'a port elsewhere, nothing to connect with',
    { port: 1, host: 'h' },
    { command: exited(125) },
    'cannotTell',
    /bash/,
  ],
  ['a command', { command: check }, { command: exited(0) }, 'ok', /check succeeds/],
  [
    'a command that fails',
    { command: check },
    { command: exited(2, '', 'a\nwhy\n') },
    'differs',
    /check exits 2: why/,
  ],
  ['a command that hangs', { command: check }, { command: timedOut }, 'differs', /does not answer/],
  ['a path', { path: '/x' }, { file: present('') }, 'ok', /exists/],
  ['a path that shall go', { path: '/x', state: 'absent' }, { file: present('') }, 'differs', /exists/],
]

describe('waiting for', () => {
  for (const [is, params, results, kind, because] of waits)
    test(`${is}: ${kind}`, () => {
      const finding = waitFor.module.judge(results, params, undefined)
      assert.equal(finding.kind, kind)
      assert.match('because' in finding ? finding.because : '', because)
    })

  test('takes 300 seconds unless told otherwise', () => {
    assert.equal(waitFor.module.settleSeconds?.({ port: 1 }), 300)
    assert.equal(waitFor.module.settleSeconds?.({ port: 1, timeout: 5 }), 5)
  })
})

// @ts-expect-error a command without a proof does not compile
command('never', { cmd: check })
// @ts-expect-error nor one with two
command('never', { cmd: check, creates: '/x', unless: check })
