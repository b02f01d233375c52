import { PlaybookError } from '../../src/errors.ts'
import type { Finding } from '../../src/plan/finding.ts'
import type { FileAttributes, HostWriter } from '../../src/plan/host.ts'
import type { Local } from '../../src/plan/local.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fileAt } from '../../src/values/probe.ts'
import { Secret } from '../../src/values/secret.ts'
import { checkFileParams } from './check-params.ts'
import {
  attributesOfSecret,
  bytesOf,
  type ContentProbes,
  type FileDrift,
  judgeContent,
  sha256Of,
  type WantedFile,
} from './judge-content.ts'
import { checkSha256, provenSource } from './proven-source.ts'
import { judgeRecorded, probeRecorded, type RecordedProbes } from './judge-recorded.ts'
import { recordDigest, recordedFromBytes } from './recorded-digest.ts'
import { repairFile } from './repair.ts'
import { mostShownBytes } from './shown.ts'
import type { Validate } from './validate.ts'

interface CopyTarget extends FileAttributes {
  /** The file on the host. */
  readonly dest: string
  /** Must succeed on the new file before it replaces the old. */
  readonly validate?: Validate
  /** Keep the old file as `dest.DIGEST~`. */
  readonly backup?: boolean
}

/** Content given here, or a file of this machine (path relative to the working directory, known before the run). */
export type CopyParams =
  | (CopyTarget & {
      readonly content: string | Uint8Array | Secret
      readonly src?: never
      readonly sha256?: never
    })
  | (CopyTarget & {
      readonly src: string
      readonly content?: never
      /** What the digest of `src` must be. */
      readonly sha256?: string
    })

/** The local file; its content when it is small enough to be shown. */
interface Source {
  readonly sha256: string
  readonly sizeBytes: number
  readonly content?: Uint8Array
}

type CopyProbes = ContentProbes | RecordedProbes

async function readSource(local: Local, src: string, expected: string | undefined): Promise<Source> {
  const digest = await provenSource(local, src, expected)
  return digest.sizeBytes > mostShownBytes ? digest : { ...digest, content: await local.readFile(src) }
}

function isBig(source: Source | undefined): source is Source {
  return source !== undefined && source.sizeBytes > recordedFromBytes
}

function wantedOf(params: CopyParams, source: Source | undefined): WantedFile {
  const { dest: path, content } = params
  if (content instanceof Secret)
    return { path, sha256: sha256Of(bytesOf(content)), attributes: attributesOfSecret(path, params) }
  if (content !== undefined)
    return { path, sha256: sha256Of(content), content: bytesOf(content), attributes: params }
  if (source === undefined)
    throw new PlaybookError('BadPlan', `src of ${path} must be known before the run: it may not be deferred`)
  const shown = source.content === undefined ? {} : { content: source.content }
  return { path, sha256: source.sha256, attributes: params, ...shown }
}

async function put(
  host: HostWriter,
  params: CopyParams,
  source: Source | undefined,
  path: string,
  attributes: FileAttributes,
): Promise<void> {
  const content = params.content ?? source?.content
  if (content !== undefined) return host.writeFile(path, content, attributes)
  if (params.src !== undefined) return host.upload(params.src, path, attributes)
}

/** A file with given content, or a copy of a local one (Ansible: copy). Compared by SHA-256. */
export const copy = defineModule({
  name: 'copy',
  async prepare(params: Partial<CopyParams>, local: Local): Promise<Source | undefined> {
    const { dest, mode, src, sha256 } = params
    checkFileParams({ dest }, mode === undefined ? {} : { mode })
    checkSha256(sha256)
    return src === undefined ? undefined : readSource(local, src, sha256)
  },
  probe: ({ dest }: CopyParams, source): CopyProbes =>
    isBig(source) ? probeRecorded(dest) : { file: fileAt(dest, { digest: true }) },
  judge(results, params, source): Finding<FileDrift> {
    const wanted = wantedOf(params, source)
    return isBig(source) && 'record' in results
      ? judgeRecorded(results, wanted, source.sizeBytes)
      : judgeContent(results, wanted)
  },
  async apply(host, params, drift, source) {
    const { content, dest, validate, backup } = params
    await repairFile(host, drift, {
      write: (path, attributes) => put(host, params, source, path, attributes),
      validate,
      backup,
      secrets: content instanceof Secret ? [content] : [],
    })
    if (isBig(source)) await recordDigest(host, dest, source.sha256)
  },
})
