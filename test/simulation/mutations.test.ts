import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { build } from 'esbuild'
import { bundleSimulator, patched, patchPlugin, project } from './engine/bundle.ts'
import type { Patch } from './engine/bundle.ts'
import { runSeeds } from './engine/pool.ts'
import { planOf } from './faults/draw.ts'
import type { Mutation } from './mutation.ts'
import { checks } from './mutations-checks.ts'
import { rules } from './mutations-rules.ts'
import { simulate } from './simulate.ts'
import { configurationOf, renderedBelow, renderedFiles } from './world/configuration.ts'
import type { Rendered } from './world/configuration.ts'

/** A mutation must be noticed within so many stories of its kind. */
const stories = 1000

describe('a design rule taken out is noticed', () => {
  for (const mutation of rules) test(mutation.what, () => noticed(mutation))

  test('rule 10: what follows the number is taken off a version', async () => {
    await fails('test/unit/mysql/version.test.ts', {
      file: 'src/mysql/version.ts',
      find: "const number = /^\\d+\\.\\d+\\.\\d+/.exec(text.replace(replicationPrefix, ''))?.[0]",
      replace: "const number = /^\\d\\S*/.exec(text.replace(replicationPrefix, ''))?.[0]",
    })
  })
})

describe('a check made toothless is noticed', () => {
  for (const mutation of checks) test(mutation.what, () => noticed(mutation))
})

async function noticed({ patches, focus = {} }: Mutation): Promise<void> {
  const rendered = renderedBelow(project)
  const code: Patch[] = []
  for (const patch of patches) {
    const name = (Object.keys(renderedFiles) as (keyof Rendered)[]).find(
      (key) => renderedFiles[key] === patch.file,
    )
    if (name === undefined) code.push(patch)
    else rendered[name] = patched(rendered[name], patch)
  }
  const script = await bundleSimulator(code)
  const summary = await runSeeds({
    script,
    rendered,
    from: 1,
    count: stories,
    share: 20,
    stopAtFirst: true,
    focus,
  })
  const [first] = summary.broken
  assert.ok(first !== undefined, `${summary.seeds} stories, and every promise was kept`)
  const asItIs = simulate(
    first.seed,
    configurationOf(renderedBelow(project)),
    null,
    planOf(first.seed, focus),
  )
  assert.equal(asItIs.broken, null, `story ${first.seed} is broken without the mutation as well`)
}

/** Runs a unit test over patched code: it must fail. */
async function fails(file: string, patch: Patch): Promise<void> {
  const folder = mkdtempSync(join(project, 'node_modules', '.mutation-'))
  try {
    const outfile = join(folder, 'test.mjs')
    await build({
      absWorkingDir: project,
      entryPoints: [file],
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile,
      logLevel: 'silent',
      plugins: [patchPlugin([patch])],
    })
    const environment = { ...process.env }
    // A runner inside a runner would only report to the outer one.
    delete environment['NODE_TEST_CONTEXT']
    assert.equal(spawnSync(process.execPath, ['--test', outfile], { env: environment }).status, 1)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
