import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReport, type Report } from '../../../src/ui/report.ts'
import type { RunEvent } from '../../../src/run/events.ts'
import type { OutputKind } from '../../../src/ui/view.ts'
import { FakeStream, until } from './fake-terminal.ts'
import { checkRun, everyKind, failedRun, recordedRuns } from './recorded-run.ts'

interface Shown {
  readonly report: Report
  readonly stdout: FakeStream
  readonly stderr: FakeStream
}

async function open(
  kind: OutputKind,
  { terminal = false, verbosity = 0, stopping = new AbortController() } = {},
): Promise<Shown> {
  const stdout = new FakeStream(terminal)
  const stderr = new FakeStream(terminal)
  const report = await openReport({
    kind,
    detail: { verbosity, diff: true },
    stdout: stdout.asTerminal(),
    stderr: stderr.asTerminal(),
    colours: terminal,
    stopping: stopping.signal,
    now: () => new Date(2026, 0, 2, 3, 4, 5),
  })
  return { report, stdout, stderr }
}

async function show(events: readonly RunEvent[], kind: OutputKind, settings = {}): Promise<Shown> {
  const shown = await open(kind, settings)
  for (const event of events) await shown.report.event(event)
  await shown.report.end({ log: '.playbook/runs/r.jsonl' })
  return shown
}

const views = [
  { name: 'plain lines', kind: 'plain', terminal: false },
  { name: 'auto without a terminal', kind: 'auto', terminal: false },
  { name: 'JSON lines', kind: 'json', terminal: false },
  { name: 'the live list', kind: 'auto', terminal: true },
  { name: 'plain lines on a terminal', kind: 'plain', terminal: true },
] as const

test('the recorded runs hold every kind of event', () => {
  const kinds = new Set(recordedRuns.flat().map(({ kind }) => kind))
  assert.deepEqual([...kinds].sort(), Object.keys(everyKind).sort())
})

for (const { name, kind, terminal } of views)
  for (const verbosity of [0, 1, 2])
    describe(`${name}, verbosity ${verbosity}`, () => {
      test('says what failed, on which host, and why', async () => {
        const { stdout } = await show(failedRun, kind, { terminal, verbosity })
        for (const words of ['MySQL is unpacked', 'node2', 'tar ended with status 2', 'chrony is installed'])
          assert.ok(stdout.text.includes(words), `${words} is not in\n${stdout.text}`)
      })

      test('says what differs, and shows the diff', async () => {
        const { stdout } = await show(checkRun, kind, { terminal, verbosity })
        for (const words of ['my.cnf is ours', 'port=3306', 'known after an earlier step'])
          assert.ok(stdout.text.includes(words), `${words} is not in\n${stdout.text}`)
      })

      test('obeys no control character that a host has sent', async () => {
        const { stdout, stderr } = await show(failedRun, kind, { terminal, verbosity })
        for (const { text } of [stdout, stderr]) assert.ok(!/\x1b\]0;|\x07/.test(text), JSON.stringify(text))
      })

      test('ends with the card on stderr, and stdout is for the view alone', async () => {
        const { stdout, stderr } = await show(failedRun, kind, { terminal, verbosity })
        assert.match(stderr.text, /When the cause is gone: npx playbook resume --inventory prod/)
        assert.ok(!stdout.text.includes('When the cause is gone'))
      })
    })

test('plain lines hold no control codes, not even on a terminal', async () => {
  for (const run of recordedRuns) {
    const { stdout } = await show(run, 'plain', { terminal: true, verbosity: 2 })
    assert.doesNotMatch(stdout.text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
  }
})

test('JSON lines give every event back as it was, with its time', async () => {
  for (const run of recordedRuns) {
    const { stdout } = await show(run, 'json')
    const lines = stdout.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent & { at: string })
    assert.deepEqual(
      lines.map(({ at: _, ...event }) => event),
      run,
    )
    assert.doesNotMatch(stdout.text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
    assert.ok(lines.every(({ at }) => !Number.isNaN(Date.parse(at))))
  }
})

test('plain lines, word for word', async () => {
  const { stdout } = await show(checkRun, 'plain')
  assert.equal(
    stdout.text,
    `03:04:05 Checking site on prod (node1, node2), 10 steps, run 2026-01-02T03-04-05-beef
03:04:05 node1: connected in 0.1 s (deploy@node1, root by sudo)
03:04:05 node2: connected in 0.1 s (deploy@node2, root by sudo)
03:04:05 node1: would change "my.cnf is ours": its content differs
    --- /etc/my.cnf (now)
    +++ /etc/my.cnf (wanted)
    @@ -1,2 +1,2 @@
     [mysqld]
    -port=3307\\x0d
    +port=3306
03:04:05 node1: cannot tell "MySQL runs": known after an earlier step
03:04:05 == database, common: files: node1 0 right, 2 different; node2 0 right, 0 different

node1  0 right, 2 different
node2  0 right, 0 different
Differences found, nothing was changed. Checked in 0.9 s, 4 round trips.
Log: .playbook/runs/r.jsonl
Next: npx playbook site --inventory prod
`,
  )
})

describe('the live list', () => {
  const upTo = (kind: RunEvent['kind'], nth = 1): readonly RunEvent[] => {
    const found = failedRun.flatMap((event, index) => (event.kind === kind ? [index] : []))
    return failedRun.slice(0, (found[nth - 1] ?? 0) + 1)
  }

  test('shows the current step and the last line of its command, live', async () => {
    const { report, stdout } = await open('auto', { terminal: true })
    for (const event of upTo('stepProgress')) await report.event(event)
    await until('the last line is drawn', () => /chrony is installed[^]*Unpacking 99 %/.test(stdout.text))
    assert.match(stdout.text, /database: common: packages \(2 of 2\)/)
    assert.ok(!stdout.text.includes('Unpacking 10 %'))
    await report.end({})
  })

  test('says that it is about to stop', async () => {
    const stopping = new AbortController()
    const { report, stdout } = await open('auto', { terminal: true, stopping })
    for (const event of upTo('stepProgress')) await report.event(event)
    stopping.abort()
    await until('it says so', () => stdout.text.includes('stopping after the current step'))
    await report.end({})
  })

  test('gives the terminal back, and what was written meanwhile is not lost', async () => {
    const { report, stdout, stderr } = await open('auto', { terminal: true })
    for (const event of upTo('phaseStarted')) await report.event(event)
    await until('it draws', () => stdout.text.includes('\x1b[?25l'))
    stderr.write('a diagnostic\n')
    await report.end({})
    assert.ok(stdout.text.includes('\x1b[?25h'), 'the cursor is shown again')
    assert.match(stderr.text, /a diagnostic/)
    stdout.write('after')
    assert.ok(stdout.text.endsWith('after'))
  })

  test('folds what was right, keeps a line for a slow step, names what was not reached', async () => {
    const { stdout } = await show(failedRun, 'auto', { terminal: true })
    const last = stdout.text.slice(stdout.text.lastIndexOf('database: common'))
    assert.match(last, /chrony is installed {2}12 s/)
    assert.ok(!last.includes('The hosts file names both nodes: both are there'))
    assert.match(last, /accept \(not reached\)/)
  })

  test('shows why a step was right when asked for more', async () => {
    const { stdout } = await show(failedRun, 'auto', { terminal: true, verbosity: 1 })
    assert.match(stdout.text, /The hosts file names both nodes: both are there/)
  })
})

test('a view that breaks does not stop the run, and is reported', async () => {
  const { report, stdout, stderr } = await open('plain')
  stdout.write = () => {
    throw new Error('no more paper')
  }
  for (const event of checkRun) await report.event(event)
  Reflect.deleteProperty(stdout, 'write')
  await report.end({})
  assert.match(stderr.text, /no more paper[^]*the run was not affected/)
  assert.match(stdout.text, /Differences found/)
})
