import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { PlaybookError } from '../errors.ts'
import type { Local } from '../plan/local.ts'
import { localDigests } from './local-digests.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read',
  EISDIR: 'is a directory',
}

function badFile(path: string, directory: string, error: unknown): PlaybookError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = reasons[code] ?? `cannot be read (${code || String(error)})`
  return new PlaybookError('BadLocalFile', `${path} ${reason} on this machine`, {
    hint: `Looked for ${resolve(directory, path)}.`,
    cause: error,
  })
}

/**
 * The engineer's own machine as modules see it: files below the working directory, templates below the project's. Every
 * failure is `BadLocalFile` and names the file.
 */
export function localFiles(directory: string, project = directory): Local {
  const digests = localDigests(resolve(directory, '.playbook/digests.json'))
  const attempt = async <T>(
    path: string,
    work: (file: string) => Promise<T>,
    base = directory,
  ): Promise<T> => {
    const file = resolve(base, path)
    try {
      if (!(await stat(file)).isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' })
      return await work(file)
    } catch (error) {
      throw error instanceof PlaybookError ? error : badFile(path, base, error)
    }
  }
  return {
    readFile: (path) => attempt(path, (file) => readFile(file)),
    digest: (path) => attempt(path, digests),
    template: (path) =>
      attempt(
        path,
        async () => {
          // Loading nunjucks takes longer than most commands: only for steps that render.
          const { compileTemplate } = await import('./templates.ts')
          return compileTemplate(project, path)
        },
        project,
      ),
  }
}
