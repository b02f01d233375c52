import { createHash } from 'node:crypto'
import { PlaybookError } from '../../src/errors.ts'
import { askFor, cannotTell, differs, type Finding, ok } from '../../src/plan/finding.ts'
import type { FileAttributes } from '../../src/plan/host.ts'
import { fileAt, type FileProbe, type FileResult } from '../../src/values/probe.ts'
import { Secret } from '../../src/values/secret.ts'
import { attributesOfNew, wrongAttributes } from './attributes.ts'
import { mostShownBytes, shownText, worldReadable } from './shown.ts'

/** What a file shall be: the digest of its content, that content if it may be shown, and its attributes. */
export interface WantedFile {
  readonly path: string
  /** SHA-256, hex. */
  readonly sha256: string
  /** Absent when it is secret or not at hand. */
  readonly content?: Uint8Array
  readonly attributes: FileAttributes
}

/** What `repairFile` does. */
export interface FileDrift {
  readonly path: string
  /** The content is wrong; otherwise the attributes alone are. */
  readonly replace: boolean
  /** SHA-256 of the regular file that is replaced; absent when there is none. */
  readonly replaced?: string
  readonly attributes: FileAttributes
}

/** `before` is the second look: the old content, asked for when the difference may be shown. */
export type ContentProbes = { readonly file: FileProbe; readonly before?: FileProbe }

export interface ContentResults {
  readonly file: FileResult
  readonly before?: FileResult
}

export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** The bytes of content from a parameter. Only to be hashed, compared and written. */
export function bytesOf(content: string | Uint8Array | Secret): Uint8Array {
  const plain = content instanceof Secret ? content.reveal() : content
  return typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain
}

/** A file made from a secret is 0600 unless the step says otherwise, and never for everybody: throws `BadPlan`. */
export function attributesOfSecret(path: string, wanted: FileAttributes): FileAttributes {
  if (wanted.mode !== undefined && worldReadable(wanted.mode))
    throw new PlaybookError(
      'BadPlan',
      `${path} holds a secret and may not be readable by all (mode ${wanted.mode})`,
    )
  return { mode: '0600', ...wanted }
}

/** Judges a regular file by its SHA-256 and attributes. Shows a difference only of what everybody may read. */
export function judgeContent({ file, before }: ContentResults, wanted: WantedFile): Finding<FileDrift> {
  const { path, attributes } = wanted
  if (!file.exists) return replacing(wanted, file, `${path} does not exist`, before)
  if (file.type === 'link')
    return replacing(wanted, file, `${path} is a link to ${file.linkTarget ?? '?'}`, before)
  if (file.type !== 'file')
    return cannotTell(`${path} is a ${file.type === 'other' ? 'device or socket' : file.type}, not a file`)
  if (file.sha256 !== wanted.sha256) return replacing(wanted, file, `${path}: content differs`, before)
  const wrong = wrongAttributes(file, attributes)
  if (wrong.length === 0) return ok(`${path} is as it should be`)
  return differs(`${path}: ${wrong.join(', ')}`, { path, replace: false, attributes })
}

function replacing(
  wanted: WantedFile,
  file: FileResult,
  because: string,
  before?: FileResult,
): Finding<FileDrift> {
  const { path, content } = wanted
  const old = file.exists && file.type === 'file' ? file : undefined
  const attributes = attributesOfNew(old, wanted.attributes)
  const drift = {
    path,
    replace: true,
    attributes,
    ...(old?.sha256 === undefined ? {} : { replaced: old.sha256 }),
  }
  const open = [attributes.mode ?? '', ...(old === undefined ? [] : [old.mode])].every(worldReadable)
  const after = content === undefined || !open ? undefined : shownText(content)
  if (after === undefined) return differs(`${because} (not shown)`, drift)
  if (old === undefined) return differs(because, drift, { subject: path, before: '', after })
  if (before === undefined) return askFor({ before: fileAt(path, { maxBytes: mostShownBytes }) })
  const text = before.exists && before.content !== undefined ? shownText(before.content) : undefined
  if (text === undefined) return differs(`${because} (not shown)`, drift)
  return differs(because, drift, { subject: path, before: text, after })
}
