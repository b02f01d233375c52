import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../decide/write-durably.ts'

const shape = z.object({
  inventory: z.string(),
  /** The failure that is being made, and who was who; absent between two of them. */
  broken: z
    .object({ drill: z.string(), cast: z.object({ primary: z.string(), standby: z.string() }) })
    .optional(),
  /** What the drill has to put back, as it was. */
  memory: z.record(z.string(), z.string()),
})

/** What drills have put on a pair and not taken away yet: account, rows, watchers, and maybe a failure. */
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

/** Written before anything is put on the pair, and again before a failure is made. */
export async function noteUnfinished(workingDirectory: string, left: Unfinished): Promise<void> {
  mkdirSync(drillsDirectory(workingDirectory), { recursive: true, mode: 0o700 })
  await writeDurably(fileOf(workingDirectory, left.inventory), `${JSON.stringify(left, null, 2)}\n`, 0o600)
}

/** What somebody broke off on this pair, if anything. */
export function unfinishedDrill(workingDirectory: string, inventory: string): Unfinished | undefined {
  const file = fileOf(workingDirectory, inventory)
  return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}

/** The pair is whole again, and nothing of the drills is on it. */
export function forgetUnfinished(workingDirectory: string, inventory: string): void {
  rmSync(fileOf(workingDirectory, inventory), { force: true })
}
