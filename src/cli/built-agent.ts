import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { builtAgent } from '../../roles/hooks/paths.ts'

/** Bundles the agent into one file below `.playbook`, unless the one that is there was made from the same sources. */
export async function ensureAgentBuilt(
  workingDirectory: string,
  inputs: Readonly<Record<string, string>>,
): Promise<void> {
  const file = join(workingDirectory, builtAgent)
  const key = createHash('sha256')
    .update(JSON.stringify([inputs.agent, inputs.src]))
    .digest('hex')
  const keyFile = `${file}.from`
  if (existsSync(file) && existsSync(keyFile) && (await readFile(keyFile, 'utf8')) === key) return
  const { buildAgent } = await import('../../agent/build.ts')
  const { code } = await buildAgent()
  await mkdir(dirname(file), { recursive: true })
  const aside = `${file}.${process.pid}`
  await writeFile(aside, code)
  await rename(aside, file)
  await writeFile(keyFile, key)
}
