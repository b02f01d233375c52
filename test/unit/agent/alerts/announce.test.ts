import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { follow } from '../../../../agent/alerts/announce.ts'
import type { AlertMemory, Finding } from '../../../../agent/alerts/announce.ts'

const finding = (change: Partial<Finding> = {}): Finding => ({
  rule: 'lag',
  severity: 'critical',
  message: 'late',
  occurrence: 0,
  holdsSeconds: 2,
  ...change,
})

/** What is told, by second, when the findings of each second are these. */
function told(seconds: readonly Finding[][], repeatSeconds = 180): string[] {
  let memory: AlertMemory = []
  return seconds.flatMap((findings, second) => {
    const time = { uptime: second * 1000, wall: `second ${second}` }
    const step = follow(memory, findings, time, { repeatSeconds })
    memory = step.memory
    return step.announcements.map(({ rule, state, since }) => `${second}: ${rule} ${state} (${since})`)
  })
}

const times = (count: number, findings: Finding[]): Finding[][] =>
  Array.from({ length: count }, () => findings)

describe('what people are told', () => {
  test('an alarm when it has lasted, and its end', () => {
    assert.deepEqual(told([...times(4, [finding()]), ...times(6, [])]), [
      '2: lag firing (second 0)',
      '6: lag resolved (second 0)',
    ])
  })
  test('nothing when it was over before', () => {
    assert.deepEqual(told([...times(2, [finding()]), ...times(6, [])]), [])
  })
  test('one alarm when it comes and goes', () => {
    const flapping = Array.from({ length: 12 }, (_, second) => (second % 2 === 0 ? [finding()] : []))
    assert.deepEqual(told(flapping), ['2: lag firing (second 0)'])
  })
  test('at once where the rule says so', () => {
    assert.deepEqual(told([[finding({ holdsSeconds: 0 })]]), ['0: lag firing (second 0)'])
  })
  test('again every three minutes', () => {
    assert.deepEqual(told(times(400, [finding({ holdsSeconds: 0 })])), [
      '0: lag firing (second 0)',
      '180: lag repeated (second 0)',
      '360: lag repeated (second 0)',
    ])
  })
  test('another occurrence, and a graver one, at once', () => {
    const changing = [
      [finding({ holdsSeconds: 0, severity: 'warning' })],
      [finding({ holdsSeconds: 0 })],
      [finding({ holdsSeconds: 0, occurrence: 1 })],
      [finding({ holdsSeconds: 0, occurrence: 1, severity: 'warning' })],
    ]
    assert.deepEqual(told(changing), [
      '0: lag firing (second 0)',
      '1: lag firing (second 0)',
      '2: lag firing (second 2)',
    ])
  })

  test('whatever happens: firing first, resolved last, and no more often than the policy says', () => {
    const rule = fc.constantFrom('a', 'b')
    const one = rule.map((name) => finding({ rule: name, holdsSeconds: 1 }))
    const second = fc.uniqueArray(one, { selector: ({ rule: name }) => name, maxLength: 2 })
    fc.assert(
      fc.property(fc.array(second, { maxLength: 60 }), (seconds) => {
        const lines = told(seconds, 10)
        for (const name of ['a', 'b']) {
          const states = lines.filter((line) => line.includes(`: ${name} `)).map((line) => line.split(' ')[2])
          const text = states.map((state) => state?.[2]).join('')
          // r: firing, p: repeated, s: resolved.
          assert.match(text, /^(rp*s)*(rp*)?$/)
        }
      }),
    )
  })
})
