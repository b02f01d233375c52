import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cli } from '../support/cli.ts'
import { newestEnd } from '../support/journal.ts'
import type { TestLab } from '../support/lab.ts'

interface Event {
  readonly kind: string
  readonly step?: string
}

/** Choosing steps, and the same run seen in several ways. */
export function waysToRun(lab: () => TestLab): void {
  const events = (stdout: string): Event[] =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Event)
  const looked = (stdout: string): string[] =>
    events(stdout).flatMap(({ kind, step }) => (kind === 'stepRight' && step !== undefined ? [step] : []))

  describe('ways to run', () => {
    test('--step takes that one, by its title', async () => {
      const { exitCode, stdout, stderr } = await lab().playbook(
        ...['site', '--step', 'The server is configured', '--output', 'json'],
      )
      assert.equal(exitCode, 0, stderr)
      const id = 'pair/mysql/The server is configured'
      assert.deepEqual(looked(stdout).sort(), [`${id}@node1`, `${id}@node2`])
    })

    test('--from begins there', async () => {
      const { exitCode, stdout, stderr } = await lab().playbook(
        ...['site', '--from', 'The VIP answers', '--output', 'json'],
      )
      assert.equal(exitCode, 0, stderr)
      const steps = ['The VIP answers', 'A row written through the VIP is read here']
      assert.deepEqual(new Set(looked(stdout)), new Set(steps.flatMap((title) => bothHosts(title))))
    })

    test('an unknown step is refused with what was meant', async () => {
      const { exitCode, stderr } = await lab().playbook('site', '--step', 'The server is configurd')
      assert.equal(exitCode, 2)
      assert.match(stderr, /no step is called .*did you mean "The server is configured"/i)
    })

    test('--output json: every line is an event, from the start to the end', async () => {
      const { stdout } = await lab().playbook('site', '--role', 'common', '--output', 'json')
      const kinds = events(stdout).map(({ kind }) => kind)
      assert.equal(kinds[0], 'runStarted')
      assert.equal(kinds.at(-1), 'runEnded')
    })

    test('runs lists them, runs show replays one', async () => {
      const { exitCode, stdout } = await cli(['runs'], lab().workingDirectory)
      assert.equal(exitCode, 0)
      const lines = stdout.trimEnd().split('\n')
      const [newest = ''] = lines
      assert.match(newest, /^\S+ {2}site +\S+ +\S+@\S+ +done in .*0 changed/)
      assert.ok(lines.some((line) => /site --check/.test(line)))
      const shown = await cli(['runs', 'show', newest.split(' ')[0] ?? '', '-v'], lab().workingDirectory)
      assert.equal(shown.exitCode, 0)
      assert.match(shown.stdout, /Running site on/)
      assert.match(shown.stdout, /Done, nothing had to be changed/)
      assert.equal(newestEnd(lab().workingDirectory).outcome, 'done')
    })
  })
}

function bothHosts(title: string): string[] {
  return ['node1', 'node2'].map((node) => `accept/accept/${title}@${node}`)
}
