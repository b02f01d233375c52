import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'

/** A change of one text, in memory alone: `find` must be there exactly once. */
export interface Patch {
  /** Below the project. */
  file: string
  find: string
  replace: string
}

export const project = join(import.meta.dirname, '..', '..', '..')

/** Applies a patch. @throws when it does not match exactly once: the code has changed, so the patch says nothing any more */
export function patched(text: string, { file, find, replace }: Patch): string {
  const pieces = text.split(find)
  if (pieces.length !== 2) throw new Error(`${file} has ${pieces.length - 1} times: ${find}`)
  return pieces.join(replace)
}

/** The simulator as one script for worker threads, with the product's code as it is or patched. */
export async function bundleSimulator(patches: readonly Patch[] = []): Promise<string> {
  const applied = new Set<Patch>()
  const result = await build({
    absWorkingDir: project,
    entryPoints: ['test/simulation/engine/worker.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
    plugins: [patchPlugin(patches, applied)],
  })
  const unused = patches.find((patch) => !applied.has(patch))
  if (unused !== undefined) throw new Error(`${unused.file} is no part of the simulator`)
  return result.outputFiles[0]?.text ?? ''
}

/** Patches files while they are bundled, and notes which patches that were. */
export function patchPlugin(patches: readonly Patch[], applied = new Set<Patch>()): Plugin {
  return {
    name: 'patches',
    setup: (onto) =>
      onto.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const mine = patches.filter(({ file }) => file === relative(project, path))
        if (mine.length === 0) return undefined
        mine.forEach((patch) => applied.add(patch))
        return { contents: mine.reduce(patched, readFileSync(path, 'utf8')), loader: 'ts' }
      }),
  }
}
