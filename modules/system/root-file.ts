import type { Finding } from '../../src/plan/finding.ts'
import type { FileResult } from '../../src/values/probe.ts'
import { type EditedDrift, type EditedParams, type EditedResults, judgeEdited } from '../files/edited.ts'
import { linesOf } from '../files/lines.ts'

/** A small text file of root's that everybody may read, as most of the system's configuration is; made when it is missing. */
export function rootFile(path: string): EditedParams {
  return { path, create: true, mode: '0644', owner: 'root', group: 'root' }
}

/** Judges the whole content of such a file. */
export function judgeRootFile(results: EditedResults, path: string, content: string): Finding<EditedDrift> {
  return judgeEdited(results, rootFile(path), () => linesOf(content))
}

/** How a message says what a file has in a certain line now. */
export function lineNow(file: FileResult, matches: (line: string) => boolean): string | undefined {
  const text = file.exists ? (file.content?.toString('utf8') ?? '') : ''
  return linesOf(text).find(matches)?.trim()
}
