import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PlaybookError } from '../../../src/errors.ts'
import type { RunEvent } from '../../../src/run/events.ts'
import { errorCard, failureCard } from '../../../src/ui/error-card.ts'
import { newRunState, type RunState } from '../../../src/ui/run-state.ts'
import { track } from '../../../src/ui/track.ts'
import { checkRun, failedRun, unreachableRun } from './recorded-run.ts'

function stateAfter(events: readonly RunEvent[]): RunState {
  const state = newRunState()
  for (const event of events) track(state, event)
  return state
}

const [started] = failedRun
const ended: RunEvent = {
  kind: 'runEnded',
  outcome: 'stopped',
  exitCode: 3,
  counts: { right: 0, changed: 0, skipped: 0, failed: 0, different: 0 },
  milliseconds: 10,
  roundTrips: 1,
}

describe('the card of a run', () => {
  test('two hosts that failed, one with a job that goes on', () => {
    assert.deepEqual(failureCard(stateAfter(failedRun), { log: 'r.jsonl' }), [
      '✖ node1, step "MySQL is unpacked"',
      '  the connection to node1 was lost',
      '  The step had begun: resume looks at the host again and does only what is missing.',
      '✖ node2, step "MySQL is unpacked"',
      '  tar ended with status 2',
      '  | tar: write error: No space left on device',
      '  | tar: Exiting',
      '  Free some space below /alidata.',
      '  The step had begun: resume looks at the host again and does only what is missing.',
      '',
      'Changed so far:',
      '  node1: 1 step ("chrony is installed")',
      '  node2: 1 step ("The hosts file names both nodes")',
      'Still running on the hosts, and going on without you (resume attaches to it again):',
      '  node1: "MySQL is unpacked"',
      'When the cause is gone: npx playbook resume --inventory prod',
      'Log: r.jsonl',
    ])
  })

  test('a host that cannot be reached, and needs that are not met', () => {
    assert.deepEqual(failureCard(stateAfter(unreachableRun), {}), [
      '✖ what this role builds on is not there yet',
      '  | node1: MySQL runs (role mysql)',
      '✖ node2: node2 does not answer on 10.0.0.2 port 22',
      '',
      'No step has changed anything.',
      'Nothing is running on the hosts any more: it is safe to walk away.',
      'When the cause is gone: npx playbook resume --inventory prod',
    ])
  })

  test('a run that the person has stopped', () => {
    assert.deepEqual(failureCard(stateAfter([started as RunEvent, ended]), {}), [
      '■ Stopped, as you asked.',
      '',
      'No step has changed anything.',
      'Nothing is running on the hosts any more: it is safe to walk away.',
      'To go on: npx playbook resume --inventory prod',
    ])
  })

  test('a lost connection in the middle of a change does not claim that all is quiet', () => {
    const step = { step: 'database/common/x@node1', host: 'node1' }
    const state = stateAfter([
      started as RunEvent,
      { kind: 'stepChecking', ...step, title: 'x' },
      { kind: 'stepApplying', ...step, because: 'y', digest: 'd' },
      {
        kind: 'stepFailed',
        ...step,
        failure: { code: 'ConnectionLost', message: 'lost', details: [] },
        milliseconds: 1,
      },
    ])
    assert.ok(
      failureCard(state, {}).includes(
        'A last short command may still be ending on node1; nothing more will start.',
      ),
    )
  })

  test('a failed check is repeated, not resumed', () => {
    const [check] = checkRun
    const lines = failureCard(
      stateAfter([
        check as RunEvent,
        {
          kind: 'stepFailed',
          step: 's/r/x@node1',
          host: 'node1',
          failure: { code: 'StepFailed', message: 'no', details: [] },
          milliseconds: 1,
        },
      ]),
      {},
    )
    assert.ok(lines.includes('Nothing was changed: this was a check.'))
    assert.ok(lines.includes('When the cause is gone: npx playbook site --inventory prod --check --diff'))
  })

  test('many changes are counted, the last three named', () => {
    const changes = ['a', 'b', 'c', 'd'].map((title): RunEvent => ({
      kind: 'stepChanged',
      step: `s/r/${title}@node1`,
      host: 'node1',
      because: '',
      milliseconds: 1,
    }))
    const lines = failureCard(stateAfter([started as RunEvent, ...changes, ended]), {})
    assert.ok(lines.includes('  node1: 4 steps (the last: "b", "c", "d")'))
  })

  test('only the last twenty lines of a long stderr are shown', () => {
    const details = [Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n')]
    const lines = failureCard(
      stateAfter([
        started as RunEvent,
        {
          kind: 'stepFailed',
          step: 's/r/x@node1',
          host: 'node1',
          failure: { code: 'CommandFailed', message: 'no', details },
          milliseconds: 1,
        },
      ]),
      {},
    )
    assert.ok(lines.includes('  | ... 10 lines before'))
    assert.ok(lines.includes('  | line 29'))
    assert.ok(!lines.includes('  | line 9'))
  })

  test('there is none for a run without a failure', () => {
    assert.deepEqual(failureCard(stateAfter(checkRun), { log: 'r.jsonl' }), [])
  })
})

describe('the card of an error', () => {
  test('bad input: all findings, and advice', () => {
    const findings = Array.from({ length: 30 }, (_, index) => `hosts.yml:${index}: unknown variable`)
    const error = new PlaybookError('BadInventory', 'the inventory has 30 problems', {
      details: findings,
      hint: 'Mend them.',
    })
    assert.deepEqual(errorCard(error, {}), [
      '✖ the inventory has 30 problems',
      ...findings.map((finding) => `  | ${finding}`),
      '  Mend them.',
    ])
  })

  for (const thrown of [
    new TypeError('x is not a function'),
    'a string',
    undefined,
    new PlaybookError('Internal', 'cannot be'),
  ])
    test(`our own bug says so: ${String(thrown)}`, () => {
      const lines = errorCard(thrown, { log: 'r.jsonl' })
      assert.match(lines[0] ?? '', /^✖ unexpected error: /)
      assert.match(lines.join('\n'), /This is a bug in playbook itself/)
      assert.equal(lines.at(-1), 'Log: r.jsonl')
    })

  test('text from outside cannot move the cursor', () => {
    const error = new PlaybookError('Unreachable', 'no \x1b[2Janswer\x07', { details: ['\x1b]0;x\x07y'] })
    assert.doesNotMatch(errorCard(error, {}).join('\n'), /[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
  })
})
