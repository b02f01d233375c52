import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { JournalEntry } from '../../../src/journal/journal.ts'
import { Course, reaches } from '../../e2e/faults/course.ts'
import { comesTo, drawMoments, jobsThatOutlived, momentsInJobs } from '../../e2e/faults/moments.ts'
import { randomFrom } from '../../e2e/faults/random.ts'

const at = (second: number): { at: string } => ({ at: new Date(second * 1000).toISOString() })
const phase = { stage: 'pair', role: 'common' }

/** Two hosts that go through two phases of three steps, one of them with a job. */
const entries: JournalEntry[] = ['one', 'two'].flatMap((name, index): JournalEntry[] => {
  const steps = [1, 2, 3].flatMap((number) =>
    ['node1', 'node2'].flatMap((host): JournalEntry[] => {
      const which = { step: `pair/common/${name} ${number}@${host}`, host }
      const job = `${name}${number}${host}`
      return [
        { ...at(1), kind: 'stepChecking', title: name, ...which },
        { ...at(1), kind: 'stepApplying', because: '', digest: '', ...which },
        { ...at(1), kind: 'jobStarted', job, ...which },
        { ...at(9), kind: 'jobEnded', job, exitCode: 0, ...which },
        { ...at(9), kind: 'stepChanged', because: '', milliseconds: 1, ...which },
      ]
    }),
  )
  return [
    { ...at(index), kind: 'phaseStarted', ...phase, phase: name, hosts: [] },
    ...steps,
    { ...at(index), kind: 'phaseEnded', ...phase, phase: name },
  ]
})

const course = new Course(entries)
const anyEntry = fc.constantFrom(...entries)

describe('moments at which a runner is killed', () => {
  test('an event reaches itself', () => {
    for (const entry of entries) assert.ok(reaches(course.placeOf(entry), course.placeOf(entry)), entry.kind)
  })

  test('what reaches a moment does not come before it on the same host', () => {
    fc.assert(
      fc.property(anyEntry, anyEntry, (moment, entry) => {
        const sameHost = 'host' in moment && 'host' in entry && moment.host === entry.host
        fc.pre(sameHost)
        const later = entries.indexOf(entry) >= entries.indexOf(moment)
        assert.equal(reaches(course.placeOf(entry), course.placeOf(moment)), later)
      }),
    )
  })

  test('a later phase reaches every moment of an earlier one', () => {
    const last = course.placeOf(entries[entries.length - 1] ?? assert.fail())
    for (const entry of entries) assert.ok(reaches(last, course.placeOf(entry)), entry.kind)
  })

  test('are drawn in order, as many as asked for, the same again from the same seed', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const moments = drawMoments(entries, course, { all: 10, inJobs: 4 }, randomFrom(seed))
        assert.equal(moments.length, 10)
        assert.equal(moments.filter(({ milliseconds }) => milliseconds !== undefined).length, 4)
        assert.deepEqual(moments, drawMoments(entries, course, { all: 10, inJobs: 4 }, randomFrom(seed)))
        for (const [index, { place }] of moments.entries()) {
          const before = moments[index - 1]?.place
          if (before?.host === place.host) assert.ok(!before || reaches(place, before))
        }
      }),
    )
  })

  test('a moment inside a job that ended while no runner lived comes at the end of its phase at the latest', () => {
    for (const moment of momentsInJobs(entries, course, randomFrom(1))) {
      // What the next runner writes down when the host has done everything meanwhile.
      const { phase: number } = moment.place
      const end = entries.filter(({ kind }) => kind === 'phaseEnded')[number] ?? assert.fail()
      assert.ok(comesTo(moment, end, course), moment.title)
      assert.equal(comesTo(moment, entries[0] ?? assert.fail(), course), false, moment.title)
    }
  })

  test('a job outlived its runner when the next one began before its end was known', () => {
    const jobs = entries.filter((entry) => 'job' in entry)
    const [first, end, second] = [jobs[0], jobs[1], jobs[2]].map((entry) => entry ?? assert.fail())
    const again = { ...at(5), kind: 'runStarted' } as JournalEntry
    assert.deepEqual(jobsThatOutlived([again, first, again, end, second] as JournalEntry[]), ['one1node1'])
    assert.deepEqual(jobsThatOutlived([again, first, end, again] as JournalEntry[]), [])
  })
})
