import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The agent as one file that runs with Node.js 20 or newer, the MySQL driver included. */
export interface AgentBundle {
  code: Buffer
  /** Hexadecimal. Two builds of the same sources are alike. */
  sha256: string
}

/** Bundles the agent in memory. @throws esbuild's BuildFailure, which lists what is wrong */
export function buildAgent(): Promise<AgentBundle> {
  return bundle('agent/main.ts')
}

/** Bundles a program of this project, by its path, for the agent's Node.js. @throws esbuild's BuildFailure */
export async function bundle(entryPoint: string): Promise<AgentBundle> {
  const result = await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    write: false,
    logLevel: 'silent',
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
  })
  const [file] = result.outputFiles
  if (file === undefined) throw new Error('the bundler made no file')
  const code = Buffer.from(file.contents)
  return { code, sha256: createHash('sha256').update(code).digest('hex') }
}
