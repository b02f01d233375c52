import { posix } from 'node:path'
import { messageOf, PlaybookError } from '../../src/errors.ts'
import type { FileAttributes } from '../../src/plan/host.ts'

/**
 * Refuses what no file module can work with, before any connection; what is known only later is undefined and passes.
 * Throws `BadPlan` that names the parameter.
 */
export function checkFileParams(
  paths: Readonly<Record<string, string | undefined>>,
  { mode }: FileAttributes = {},
): void {
  for (const [parameter, path] of Object.entries(paths)) {
    if (path === undefined) continue
    if (!posix.isAbsolute(path) || path.includes('\0'))
      throw new PlaybookError('BadPlan', `${parameter}: '${path}' is not an absolute path`)
  }
  if (mode !== undefined) normalMode(mode)
}

/** `644` and `0644` are the same; symbolic modes are not taken. Throws `BadPlan`. */
export function normalMode(mode: string): string {
  if (!/^[0-7]{3,4}$/.test(mode))
    throw new PlaybookError('BadPlan', `mode: '${mode}' is not an octal mode such as '0644'`)
  return mode.padStart(4, '0')
}

/** Adds the parameter's name to what goes wrong with a local file. */
export async function localParam<T>(parameter: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof PlaybookError)) throw error
    const { hint, details } = error
    throw new PlaybookError(error.code, `${parameter}: ${messageOf(error)}`, {
      ...(hint === undefined ? {} : { hint }),
      details,
      cause: error,
    })
  }
}
