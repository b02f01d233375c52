import { sh, ShellCommand } from '../../src/values/shell.ts'

/** One way of unpacking one archive. */
export interface Unpacking {
  readonly dest: string
  readonly sha256: string
  readonly stripComponents: number
  readonly exclude: readonly string[]
  readonly owner: string
  readonly group: string
}

const evidenceFile = '.playbook-unarchived'

/** Counts what lies below the top-level names in `$roots`, a file with one `root NAME` a line. */
const countEntries = new ShellCommand(
  `sed -n 's,^root ,./,p' "$roots" | tr '\\n' '\\0' | xargs -0 -r sh -c 'find "$@" 2>/dev/null; :' find | wc -l`,
)

/** The first line of the evidence: what was unpacked, and how. */
export function evidenceOf({ dest: _dest, ...what }: Unpacking): string {
  return `unpacked ${JSON.stringify(what)}`
}

/** Reads the evidence in a tree and counts the entries; does not exit 0 when there is no evidence. */
export function unpacked(dest: string): ShellCommand {
  return sh`cd ${dest} 2>/dev/null && roots=${evidenceFile} && cat "$roots" 2>/dev/null && echo "found $(${countEntries})"`
}

export interface Unpacked {
  readonly evidence: string
  /** As many entries the archive brought. */
  readonly entries: number
  /** As many are below its top-level names now; more than `entries` when others put theirs beside them. */
  readonly found: number
}

/** The output of `unpacked`; undefined when it is not whole. */
export function parseUnpacked(output: string): Unpacked | undefined {
  const evidence = /^unpacked .*$/m.exec(output)?.[0]
  const entries = /^entries (\d+)$/m.exec(output)?.[1]
  const found = /^found (\d+)$/m.exec(output)?.[1]
  if (evidence === undefined || entries === undefined || found === undefined) return undefined
  return { evidence, entries: Number(entries), found: Number(found) }
}

/**
 * Unpacks into a folder of its own below `dest`, then hard-links all of it into place: a damaged archive or a full disk
 * leaves the old tree as it was, files that others put there stay, and a program that runs keeps the file it has open.
 */
export function unpacking(what: Unpacking, archive: string, { keep }: { keep: boolean }): ShellCommand {
  const excludes = what.exclude.map((pattern) => `--exclude=${pattern}`)
  const removing = keep ? sh`:` : sh`rm -f -- "$archive"`
  return sh`set -eu
umask 022
archive=${archive} dest=${what.dest}
fresh="$dest/.playbook-unpacking" evidence="$dest/${evidenceFile}" roots="$dest/${evidenceFile}.new"
mkdir -p -- "$dest"
rm -rf -- "$fresh"
trap 'rm -rf -- "$fresh"' EXIT
mkdir -- "$fresh"
echo 'checking the archive'
found=$(sha256sum <"$archive")
if [ "\${found%% *}" != ${what.sha256} ]; then
  echo "the SHA-256 of $archive is \${found%% *}, not ${what.sha256}" >&2
  exit 1
fi
echo unpacking
tar -x -f "$archive" -C "$fresh" --no-same-owner --strip-components=${what.stripComponents} ${excludes}
chown -hR -- ${`${what.owner}:${what.group}`} "$fresh"
find "$fresh" -mindepth 1 -maxdepth 1 -printf 'root %f\\n' | sort >"$roots"
entries=$(cd "$fresh" && ${countEntries})
{ printf '%s\\n' ${evidenceOf(what)}; echo "entries $entries"; } >>"$roots"
echo 'putting it in place'
rm -f -- "$evidence"
find "$fresh" -mindepth 1 -maxdepth 1 -exec cp -al --remove-destination -t "$dest" -- {} +
rm -rf -- "$fresh"
${removing}
sync -f "$dest" 2>/dev/null || sync
mv -fT -- "$roots" "$evidence"
sync "$dest"`
}
