import { posix } from 'node:path'
import { PlaybookError } from '../../src/errors.ts'
import { cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import type { FileAttributes, HostWriter } from '../../src/plan/host.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fileAt, type FileProbe, type FileResult } from '../../src/values/probe.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'
import { setAttributes, wrongAttributes } from './attributes.ts'
import { checkFileParams } from './check-params.ts'

interface AnyFileParams extends FileAttributes {
  readonly path: string
}

/** `touch` makes an empty file when there is none, and leaves the times of one that exists alone. */
export type FileParams =
  | (AnyFileParams & { readonly state: 'file' | 'directory' | 'touch'; readonly src?: never })
  /** `src` is what the link points at, as it is written in the link. */
  | (AnyFileParams & { readonly state: 'link'; readonly src: string; readonly mode?: never })
  | { readonly path: string; readonly state: 'absent'; readonly src?: never; readonly mode?: never }

/** `behind` looks through a link: a directory may be reached by one. */
type FileProbes = { readonly file: FileProbe; readonly behind?: FileProbe }

interface FileResults {
  readonly file: FileResult
  readonly behind?: FileResult
}

interface Drift {
  readonly make: boolean
  readonly attributes: FileAttributes
}

/** What no step may remove: the root and the directories in it. */
function refuseTopLevel(path: string): void {
  if (posix.normalize(path).replace(/\/$/, '').split('/').length <= 2)
    throw new PlaybookError('BadPlan', `path: ${path} is a top-level directory and is never removed`)
}

function judgeAbsent({ file }: FileResults, path: string): Finding<Drift> {
  refuseTopLevel(path)
  return file.exists
    ? differs(`${path} exists`, { make: true, attributes: {} })
    : ok(`${path} does not exist`)
}

function judgeLink({ file }: FileResults, params: FileParams & { state: 'link' }): Finding<Drift> {
  const { path, src } = params
  const remake = { make: true, attributes: params }
  if (!file.exists) return differs(`${path} does not exist`, remake)
  if (file.type !== 'link') return cannotTell(`${path} is a ${file.type}, not a link; remove it by hand`)
  if (file.linkTarget !== src)
    return differs(`${path} points at ${file.linkTarget ?? '?'}, not at ${src}`, remake)
  return judgeAttributes(file, params, `${path} points at ${src}`)
}

function judgeAttributes(
  file: FileResult & { exists: true },
  params: AnyFileParams,
  right: string,
): Finding<Drift> {
  const wrong = wrongAttributes(file, params)
  if (wrong.length === 0) return ok(right)
  return differs(`${params.path}: ${wrong.join(', ')}`, { make: false, attributes: params })
}

function judgePlain(
  { file, behind }: FileResults,
  params: FileParams & { state: 'file' | 'directory' | 'touch' },
): Finding<Drift> {
  const { path, state } = params
  if (!file.exists)
    return state === 'file'
      ? cannotTell(`${path} does not exist, and the step does not create it`)
      : differs(`${path} does not exist`, { make: true, attributes: params })
  const seen = file.type === 'link' && behind?.exists === true ? behind : file
  const type = state === 'directory' ? 'directory' : 'file'
  if (seen.type !== type) return cannotTell(`${path} is a ${seen.type}, not a ${type}`)
  return judgeAttributes(seen, params, `${path} is a ${type} as it should be`)
}

/** Makes what is missing; a directory's missing parents are 0755. */
function making(params: FileParams): ShellCommand {
  const { path } = params
  if (params.state === 'absent') return sh`rm -rf --one-file-system -- ${path}`.timeout(3600)
  if (params.state === 'directory') return sh`umask 022 && mkdir -p -- ${path} && sync ${posix.dirname(path)}`
  if (params.state === 'link') {
    const fresh = `${path}.playbook-new`
    return sh`ln -sfn -- ${params.src} ${fresh} && mv -fT -- ${fresh} ${path}`
  }
  return sh`umask 022 && : >> ${path}`
}

/** A directory, a link, an empty file, the absence of any, or only mode and owner (Ansible: file). */
export const file = defineModule({
  name: 'file',
  async prepare({ path, mode, state }: Partial<FileParams>): Promise<void> {
    checkFileParams({ path }, mode === undefined ? {} : { mode })
    if (state === 'absent' && path !== undefined) refuseTopLevel(path)
  },
  probe: ({ path, state }: FileParams): FileProbes =>
    // A dot behind the slash makes the host look through the link.
    state === 'directory'
      ? { file: fileAt(path), behind: fileAt(`${path.replace(/\/+$/, '')}/.`) }
      : { file: fileAt(path) },
  judge(results, params): Finding<Drift> {
    if (params.state === 'absent') return judgeAbsent(results, params.path)
    if (params.state === 'link') return judgeLink(results, params)
    return judgePlain(results, params)
  },
  async apply(host: HostWriter, params: FileParams, { make, attributes }: Drift) {
    if (make) await host.run(making(params))
    await setAttributes(host, params.path, attributes, { link: params.state === 'link' })
  },
})
