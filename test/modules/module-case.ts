import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlaybookError } from '../../src/errors.ts'
import type { Step } from '../../src/plan/step.ts'
import type { ShellCommand } from '../../src/values/shell.ts'
import { converge, lookOnly, type Target } from '../unit/modules/harness.ts'

/** A module on a real host: change, run again, nothing to do; and healed from whatever a crash may leave. */
export interface ModuleCase {
  readonly name: string
  /** Brings the empty directory into the state before. */
  readonly before?: (directory: string) => ShellCommand
  readonly step: (directory: string, local: string) => Step
  /** What the first look must say. */
  readonly because: RegExp
  /** What a diff must show, one line of it; null: there must be none. */
  readonly shows?: string | null
  /** Exits 0 when the host is as the step says. */
  readonly after: (directory: string) => ShellCommand
  /** States that a crash half-way, or somebody's hand, may leave after the first run. */
  readonly heals?: (directory: string) => readonly ShellCommand[]
}

/** A step that must fail, with what it says, and what must still be true of the host. */
export interface RefusedCase {
  readonly name: string
  readonly before?: (directory: string) => ShellCommand
  readonly step: (directory: string, local: string) => Step
  readonly says: RegExp
  readonly after: (directory: string) => ShellCommand
}

/** Files of the engineer's machine that cases use, by path below its working directory. */
export type LocalTree = Readonly<Record<string, string | Uint8Array>>

export async function makeLocalTree(directory: string, tree: LocalTree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), content)
  }
}

/** Where a case runs: a host, an empty directory on it, and the directory with the local tree. */
export interface Stage {
  readonly target: Target
  readonly hostDirectory: string
  readonly localDirectory: string
}

async function run({ target }: Stage, command: ShellCommand | undefined): Promise<void> {
  if (command === undefined) return
  const quiet = async (): Promise<void> => undefined
  const binding = { run: 'test', step: 'case', progress: () => undefined, jobStarted: quiet, jobEnded: quiet }
  await target.writer(binding).run(command)
}

async function nothingToDo(stage: Stage, step: Step, after: ShellCommand): Promise<void> {
  await run(stage, after)
  const again = await converge(stage.target, step, stage.localDirectory)
  assert.equal(again.changed, false, `the second run changed something: ${again.because}`)
  await run(stage, after)
}

export async function provesItself(stage: Stage, one: ModuleCase): Promise<void> {
  const { hostDirectory: directory, localDirectory, target } = stage
  await run(stage, one.before?.(directory))
  const step = one.step(directory, stage.localDirectory)
  const seen = await lookOnly(target, step, localDirectory)
  assert.equal(seen.kind, 'differs', `the first look says ${seen.kind}: ${seen.because}`)
  assert.match(seen.because, one.because)
  const diff = seen.kind === 'differs' ? seen.diff : undefined
  if (one.shows === null) assert.equal(diff, undefined)
  if (typeof one.shows === 'string') assert.ok(diff?.after.includes(one.shows) === true, 'the diff shows it')
  assert.equal((await converge(target, step, localDirectory)).changed, true)
  await nothingToDo(stage, step, one.after(directory))
  for (const damage of one.heals?.(directory) ?? []) {
    await run(stage, damage)
    await converge(target, step, localDirectory)
    await nothingToDo(stage, step, one.after(directory))
  }
}

export async function refuses(stage: Stage, one: RefusedCase): Promise<void> {
  await run(stage, one.before?.(stage.hostDirectory))
  await assert.rejects(
    converge(stage.target, one.step(stage.hostDirectory, stage.localDirectory), stage.localDirectory),
    (error) => {
      const { message, details = [] } = error as PlaybookError
      assert.match([message, ...details].join('\n'), one.says)
      return true
    },
  )
  await run(stage, one.after(stage.hostDirectory))
}
