import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '../settings.ts'

/** Takes away what copies of a former agent have left, logins among it: it may have been killed in the middle of one. */
export function clearLeftovers({ paths }: Pick<Settings, 'paths'>): void {
  const places = [
    [paths.scratch, /^(?:login|server)-/],
    [dirname(paths.state), /^copy-/],
  ] as const
  for (const [directory, pattern] of places)
    for (const name of readdirSync(directory).filter((one) => pattern.test(one)))
      rmSync(join(directory, name), { recursive: true, force: true })
}
