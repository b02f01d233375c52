import { PlaybookError } from '../../src/errors.ts'
import type { Local } from '../../src/plan/local.ts'
import { localParam } from './check-params.ts'

/** Throws `BadPlan` when a digest is not 64 lower-case hexadecimal digits; one that is known only later passes. */
export function checkSha256(sha256: string | undefined): void {
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw new PlaybookError('BadPlan', `sha256: '${sha256}' is not 64 lower-case hexadecimal digits`)
}

/** Hashes the local file of parameter `src`. Throws `BadLocalFile` when it is not there or not the expected one. */
export async function provenSource(
  local: Local,
  src: string,
  expected: string | undefined,
): Promise<{ sha256: string; sizeBytes: number }> {
  const found = await localParam('src', local.digest(src))
  if (expected === undefined || expected === found.sha256) return found
  throw new PlaybookError('BadLocalFile', `src: ${src} is not the expected file`, {
    details: [`SHA-256 expected ${expected}`, `SHA-256 found    ${found.sha256}`],
    hint: 'The file is damaged, or another one: fetch it again.',
  })
}
