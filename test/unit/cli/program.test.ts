import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { openJournal } from '../../../src/journal/journal.ts'
import { failedRun } from '../ui/recorded-run.ts'

const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'playbook')
const folder = mkdtempSync(join(tmpdir(), 'playbook-cli-'))
after(() => rmSync(folder, { recursive: true }))

function playbook(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('bin/playbook', () => {
  test('--version', () => {
    const { version } = JSON.parse(readFileSync(join(program, '..', '..', 'package.json'), 'utf8')) as {
      version: string
    }
    assert.deepEqual(playbook('--version'), { status: 0, stdout: `${version}\n`, stderr: '' })
  })

  for (const word of ['--help', '-h', 'help'])
    test(word, () => {
      const { status, stdout, stderr } = playbook(word)
      assert.equal(status, 0)
      assert.equal(stderr, '')
      for (const words of ['Playbooks:', 'resume', 'runs show', '--check', 'Exit codes'])
        assert.ok(stdout.includes(words), words)
    })

  test('without a word: the help, as an error', () => {
    const { status, stdout, stderr } = playbook()
    assert.equal(status, 2)
    assert.equal(stdout, '')
    assert.match(stderr, /Usage: npx playbook/)
  })

  test('works through the link that npm makes', () => {
    const link = join(folder, 'playbook')
    symlinkSync(program, link)
    assert.equal(spawnSync(process.execPath, [link, '--version']).status, 0)
    assert.equal(spawnSync(link, ['resum'], { encoding: 'utf8' }).status, 2)
  })
})

describe('the command line', () => {
  const wrong = [
    { words: ['resum'], says: /unknown command 'resum'\n {2}Did you mean resume\?/ },
    {
      words: ['resume', '--inventroy', 'x'],
      says: /unknown option '--inventroy'\n {2}Did you mean --inventory\?/,
    },
    { words: ['resume'], says: /--inventory is missing/ },
    { words: ['runs', 'show', 'no-such-run'], says: /there is no run no-such-run here/ },
  ]
  for (const { words, says } of wrong)
    test(`${words.join(' ')}: exit 2, on stderr alone`, () => {
      const { status, stdout, stderr } = playbook(...words)
      assert.equal(status, 2)
      assert.equal(stdout, '')
      assert.match(stderr, says)
    })

  test('resume --help', () => {
    const { status, stdout } = playbook('resume', '--help')
    assert.equal(status, 0)
    assert.match(stdout, /--inventory/)
  })
})

describe('runs', () => {
  test('none yet', () => {
    assert.deepEqual(playbook('runs'), { status: 0, stdout: '', stderr: 'No runs here yet.\n' })
  })

  test('lists and replays what the journal has kept', async () => {
    const run = '2026-01-02T03-04-05-beef'
    const journal = openJournal(folder, run)
    for (const event of failedRun) await journal.append(event)
    journal.close()
    assert.match(
      playbook('runs').stdout,
      /^2026-01-02T03-04-05-beef {2}site {2}prod {2}ann@laptop {2}failed in 1 min 15 s/,
    )
    assert.equal(playbook('runs', '--inventory', 'other').stdout, '')
    assert.equal((JSON.parse(playbook('runs', '--output', 'json').stdout) as { run: string }).run, run)
    const shown = playbook('runs', 'show', run)
    assert.equal(shown.status, 0)
    assert.match(shown.stdout, /node2: FAILED "MySQL is unpacked": tar ended with status 2/)
    assert.match(shown.stderr, /npx playbook resume --inventory prod/)
  })

  test('a reader that goes away early is no error', async () => {
    const child = spawn(process.execPath, [program, 'runs', 'show', '2026-01-02T03-04-05-beef', '-v'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    const status = await new Promise((resolve) => child.on('close', resolve))
    assert.equal(status, 0, stderr)
    assert.doesNotMatch(stderr, /EPIPE|bug/)
  })
})
