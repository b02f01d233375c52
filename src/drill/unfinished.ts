import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../decide/write-durably.ts'

const shape = z.object({
  drill: z.string(),
  inventory: z.string(),
  cast: z.object({ primary: z.string(), standby: z.string() }),
  /** What the drill has to put back, as it was. */
  memory: z.record(z.string(), z.string()),
})

/** A drill that has begun and has not been healed yet. */
export type Unfinished = z.infer<typeof shape>

/** Where drills of a working directory keep what they need. */
export function drillsDirectory(workingDirectory: string): string {
  return join(workingDirectory, '.playbook', 'drills')
}

/** One file for each pair, named so that no inventory's path can lead elsewhere. */
function fileOf(workingDirectory: string, inventory: string): string {
  const name = createHash('sha256').update(inventory).digest('hex').slice(0, 16)
  return join(drillsDirectory(workingDirectory), `unfinished-${name}.json`)
}

/** Written before a failure is made. */
export async function noteUnfinished(workingDirectory: string, drill: Unfinished): Promise<void> {
  mkdirSync(drillsDirectory(workingDirectory), { recursive: true, mode: 0o700 })
  await writeDurably(fileOf(workingDirectory, drill.inventory), `${JSON.stringify(drill, null, 2)}\n`, 0o600)
}

/** The drill that somebody broke off on this pair, if any. */
export function unfinishedDrill(workingDirectory: string, inventory: string): Unfinished | undefined {
  const file = fileOf(workingDirectory, inventory)
  return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}

/** The pair is whole again. */
export function forgetUnfinished(workingDirectory: string, inventory: string): void {
  rmSync(fileOf(workingDirectory, inventory), { force: true })
}
