import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inside } from '../../../lab/host/leader.ts'
import { describeLab, nodeOf } from '../../../lab/lab.ts'
import type { Lab } from '../../../lab/lab.ts'
import { attempt } from '../../../lab/machine/run.ts'
import type { Outcome } from '../../../lab/machine/run.ts'
import { snapshot } from '../../../lab/snapshot/snapshot.ts'
import type { HostSnapshot } from '../../../lab/snapshot/snapshot.ts'
import { checkout, cli, startCli } from './cli.ts'
import type { CliEnd, RunningCli } from './cli.ts'

export type NodeName = 'node1' | 'node2'
export const nodes: readonly NodeName[] = ['node1', 'node2']

/** Two real hosts, an inventory of them, and a working directory of the test's own for journals. */
export interface TestLab {
  readonly lab: Lab
  /** Folder of the inventory that the lab wrote. */
  readonly inventory: string
  readonly workingDirectory: string
  /** `playbook WORDS --inventory <this lab's>`: `lab.playbook('site', '--check')`. */
  playbook(...words: string[]): Promise<CliEnd>
  start(...words: string[]): RunningCli
  /** `playbook lab WORDS` on this lab; must succeed. Gives what it printed. */
  control(...words: string[]): Promise<string>
  /** A POSIX shell script as root in a host, past its network; `input` is its stdin. */
  attempt(node: NodeName, script: string, input?: string): Promise<Outcome>
  /** The same, and it must succeed; gives its stdout without the last line end. */
  root(node: NodeName, script: string, input?: string): Promise<string>
  snapshot(): Promise<Record<string, HostSnapshot>>
  /** Bare hosts again, and nothing answered, recorded or journaled. */
  bare(): Promise<void>
  /** Removes lab and working directory; keeps both when PLAYBOOK_KEEP_LAB is set. */
  close(): Promise<void>
}

/** A directory with runs of its own. */
export function makeWorkingDirectory(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `playbook-${name}-`))
}

/** Brings up the lab `name` of this checkout with bare hosts, of the default flavour or another. Every test file has a name of its own. */
export async function openTestLab(name: string, flavour?: string): Promise<TestLab> {
  const lab = describeLab(checkout, name)
  const workingDirectory = await makeWorkingDirectory(name)
  const control = async (...words: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await cli(['lab', ...words, '--name', name], workingDirectory)
    assert.equal(exitCode, 0, `lab ${words.join(' ')}: ${stderr}${stdout}`)
    return stdout
  }
  const all = (words: readonly string[]): string[] => [...words, '--inventory', lab.inventory]
  const attemptIn = (node: NodeName, script: string, input?: string): Promise<Outcome> =>
    attempt(inside(nodeOf(lab, node), ['/bin/sh', '-c', script]), input === undefined ? {} : { input })
  const forget = (): Promise<unknown> =>
    Promise.all(
      [lab.inventory, join(workingDirectory, '.playbook', 'runs')].map((path) =>
        rm(path, { recursive: true, force: true }),
      ),
    )
  const bare = async (): Promise<void> => {
    await forget()
    await control('reset', ...(flavour === undefined ? [] : ['--flavour', flavour]))
  }
  const close = async (): Promise<void> => {
    if (process.env.PLAYBOOK_KEEP_LAB) return
    await control('destroy')
    await rm(workingDirectory, { recursive: true, force: true })
  }
  await bare()
  return {
    lab,
    inventory: lab.inventory,
    workingDirectory,
    playbook: (...words) => cli(all(words), workingDirectory),
    start: (...words) => startCli(all(words), workingDirectory),
    control,
    attempt: attemptIn,
    async root(node, script, input) {
      const { exitCode, stdout, stderr } = await attemptIn(node, script, input)
      assert.equal(exitCode, 0, `${node}: ${script}\n${stderr}`)
      return stdout.trimEnd()
    },
    snapshot: () => snapshot(lab),
    bare,
    close,
  }
}
