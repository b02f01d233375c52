import type { FilePresent, FileProbe, FileResult } from '../values/probe.ts'
import { quoteWord } from '../values/shell.ts'
import type { Answer } from './answer.ts'
import { cutContents, parseLinks, parseStat, parseSums, statFields } from './file-answers.ts'
import type { RootShell } from './root-shell.ts'

/** What one path is asked for by all probes of a batch together. */
interface Wanted {
  digest: boolean
  maxBytes: number
}

/** Looks at many files, placed in a request: one `stat`, one `sha256sum` and one `head` for all of them. */
export interface PlacedFiles {
  readonly script: string
  readonly spools: readonly number[]
  /** A result is `again` when the files changed while they were read: its content must be fetched by itself. */
  results(answer: Answer): { file: FileResult; again: boolean }[]
}

/** Leaves in "$@" those of the paths that are regular files, without following a last link. */
const regularFiles = (paths: readonly string[]): string =>
  `set --; for p in ${paths.map(quoteWord).join(' ')}; do [ -f "$p" ] && [ ! -L "$p" ] && set -- "$@" "$p"; done`

export function placeFiles(shell: RootShell, probes: readonly FileProbe[]): PlacedFiles {
  const wanted = new Map<string, Wanted>()
  for (const { path, digest, maxBytes } of probes) {
    const have = wanted.get(path)
    wanted.set(path, {
      digest: digest || have?.digest === true,
      maxBytes: Math.max(maxBytes, have?.maxBytes ?? 0),
    })
  }
  const paths = [...wanted.keys()]
  const digests = paths.filter((path) => wanted.get(path)?.digest)
  const contents = paths.filter((path) => (wanted.get(path)?.maxBytes ?? 0) > 0)
  const largest = Math.max(0, ...[...wanted.values()].map(({ maxBytes }) => maxBytes))
  const [content, stat, links, sums] = [shell.spool(), shell.spool(), shell.spool(), shell.spool()]
  const script = [
    `: >${content.path} >${stat.path} >${links.path} >${sums.path}`,
    // Sizes first, so that a large file is not sent; "$@" turns once around, dropping those.
    contents.length === 0
      ? ''
      : `${regularFiles(contents)}
if [ $# -gt 0 ]; then
stat -c %s -- "$@" >${sums.path} 2>/dev/null
while read -r s; do p=$1; shift; [ "$s" -le ${largest} ] && set -- "$@" "$p"; done <${sums.path}
[ $# -gt 0 ] && head -q -c ${largest} -- "$@" >${content.path} 2>/dev/null
: >${sums.path}
fi`,
    `stat --printf='${statFields.join('\\000')}\\000' -- ${paths.map(quoteWord).join(' ')} >${stat.path} 2>/dev/null`,
    `for p in ${paths.map(quoteWord).join(' ')}; do [ -L "$p" ] && { printf '%s\\0' "$p"; readlink -n -- "$p"; printf '\\0'; }; done >${links.path}`,
    digests.length === 0
      ? ''
      : `${regularFiles(digests)}; [ $# -gt 0 ] && sha256sum -- "$@" >${sums.path} 2>/dev/null </dev/null`,
  ].join('\n')
  const spools = [content, stat, links, sums].map(({ number }) => number)
  return {
    script,
    spools,
    results(answer) {
      const read = (spool: { number: number }): Buffer =>
        answer.spooled.get(spool.number)?.bytes ?? Buffer.alloc(0)
      const files = parseStat(read(stat), parseLinks(read(links)), parseSums(read(sums)))
      const cut = cutContents(read(content), contents, files, largest)
      return probes.map((probe) => answerTo(probe, files.get(probe.path), cut))
    },
  }
}

function answerTo(
  { path, digest, maxBytes }: FileProbe,
  file: FilePresent | undefined,
  cut: ReadonlyMap<string, Buffer> | undefined,
): { file: FileResult; again: boolean } {
  if (file === undefined) return { file: { exists: false }, again: false }
  const { sha256, ...rest } = file
  const result: FilePresent = digest && sha256 !== undefined ? { ...rest, sha256 } : rest
  const readable = maxBytes > 0 && file.type === 'file' && file.sizeBytes <= maxBytes
  if (!readable) return { file: result, again: false }
  const content = cut?.get(path)
  return content === undefined
    ? { file: result, again: true }
    : { file: { ...result, content }, again: false }
}
