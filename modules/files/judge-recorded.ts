import { askFor, differs, type Finding } from '../../src/plan/finding.ts'
import { fileAt, type FileProbe, type FileResult } from '../../src/values/probe.ts'
import { type FileDrift, judgeContent, type WantedFile } from './judge-content.ts'
import { recordedDigest, recordOf } from './recorded-digest.ts'

/** `hashed` is the second look at a file whose record is missing or stale. */
export type RecordedProbes = {
  readonly file: FileProbe
  readonly record: FileProbe
  readonly hashed?: FileProbe
}

export interface RecordedResults {
  readonly file: FileResult
  readonly record: FileResult
  readonly hashed?: FileResult
}

export function probeRecorded(path: string): RecordedProbes {
  return { file: fileAt(path), record: recordOf(path) }
}

/** Judges a big file by the digest on record, and hashes it only when `stat` differs from the record. */
export function judgeRecorded(
  { file, record, hashed }: RecordedResults,
  wanted: WantedFile,
  sizeBytes?: number,
): Finding<FileDrift> {
  const { path, attributes } = wanted
  if (!file.exists || file.type !== 'file') return judgeContent({ file }, wanted)
  if (sizeBytes !== undefined && file.sizeBytes !== sizeBytes) return judgeContent({ file }, wanted)
  const sha256 = recordedDigest(file, record)
  if (sha256 !== undefined) return judgeContent({ file: { ...file, sha256 } }, wanted)
  if (hashed === undefined) return askFor({ hashed: fileAt(path, { digest: true }) })
  const finding = judgeContent({ file: hashed }, wanted)
  if (finding.kind !== 'ok') return finding
  return differs(`${path}: the record of its digest is missing or stale`, {
    path,
    replace: false,
    attributes,
  })
}
