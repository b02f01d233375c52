import { isUtf8 } from 'node:buffer'
import { posix } from 'node:path'
import { askFor, cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import type { FileAttributes, HostWriter } from '../../src/plan/host.ts'
import { fileAt, type FileProbe, type FilePresent, type FileResult } from '../../src/values/probe.ts'
import { type FileDrift, judgeContent, sha256Of } from './judge-content.ts'
import { type Edit, isObstacle, linesOf, textOf } from './lines.ts'
import { repairFile } from './repair.ts'
import type { Validate } from './validate.ts'

/** What every module that edits a text file in place takes. */
export interface EditedParams extends FileAttributes {
  readonly path: string
  readonly state?: 'present' | 'absent'
  /** Make the file when it does not exist. */
  readonly create?: boolean
  readonly validate?: Validate
  readonly backup?: boolean
}

/** `target` is the second look: the file behind a link. */
export type EditedProbes = { readonly file: FileProbe; readonly target?: FileProbe }

export interface EditedResults {
  readonly file: FileResult
  readonly target?: FileResult
}

export interface EditedDrift extends FileDrift {
  readonly content: string
}

/** Longer files are not edited: 1 MiB. */
const mostBytes = 1048576

function look(path: string): FileProbe {
  return fileAt(path, { maxBytes: mostBytes })
}

export function probeEdited({ path }: EditedParams): EditedProbes {
  return { file: look(path) }
}

/** Where a link points to. */
function behind(path: string, link: FilePresent): string {
  return posix.resolve(posix.dirname(path), link.linkTarget ?? '')
}

/** Applies the edit to what the host has, and judges the result as the file's wanted content. Links are followed once. */
export function judgeEdited(
  { file, target }: EditedResults,
  params: EditedParams,
  edit: Edit,
): Finding<EditedDrift> {
  if (file.exists && file.type === 'link') {
    const path = behind(params.path, file)
    if (target === undefined) return askFor({ target: look(path) })
    if (target.exists && target.type === 'link')
      return cannotTell(`${params.path} is a link to ${path}, which is a link again`)
    return judgeEdited({ file: target }, { ...params, path }, edit)
  }
  const { path, state = 'present', create = false } = params
  if (!file.exists && state === 'absent') return ok(`${path} does not exist`)
  if (!file.exists && !create) return cannotTell(`${path} does not exist, and the step does not create it`)
  if (file.exists && file.type !== 'file') return cannotTell(`${path} is a ${file.type}, not a file`)
  const before = file.exists ? file.content : Buffer.alloc(0)
  if (before === undefined) return cannotTell(`${path} is longer than ${mostBytes} bytes`)
  if (!isUtf8(before)) return cannotTell(`${path} is not UTF-8 text`)
  return judgeText(file, before.toString('utf8'), { ...params, path }, edit)
}

function judgeText(file: FileResult, text: string, params: EditedParams, edit: Edit): Finding<EditedDrift> {
  const lines = linesOf(text)
  const edited = edit(lines)
  if (isObstacle(edited)) return cannotTell(`${params.path}: ${edited.obstacle}`)
  // Compared as lines: a missing newline at the end alone is no difference.
  const same = edited.length === lines.length && edited.every((line, index) => line === lines[index])
  const content = same ? text : textOf(edited)
  const known = file.exists ? { ...file, sha256: sha256Of(text) } : file
  const finding = judgeContent(
    { file: known, before: file },
    { path: params.path, sha256: sha256Of(content), content: Buffer.from(content), attributes: params },
  )
  return finding.kind === 'differs'
    ? differs(finding.because, { ...finding.drift, content }, finding.diff)
    : finding
}

/** Writes what `judgeEdited` found. */
export async function applyEdited(host: HostWriter, params: EditedParams, drift: EditedDrift): Promise<void> {
  await repairFile(host, drift, {
    write: (path, attributes) => host.writeFile(path, drift.content, attributes),
    validate: params.validate,
    backup: params.backup,
  })
}
