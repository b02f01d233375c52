import { sh } from '../../../src/values/shell.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'
import { initialisedEvidence, initialisingMarker } from './look.ts'

export interface Initialisation {
  readonly datadir: string
  readonly lowerCaseTableNames: string
  readonly errorLog: string
  readonly command: ShellCommand
}

/** Directories that a new data directory may have; any other would be a user's schema. */
const ownDirectories = [
  'mysql',
  'performance_schema',
  'sys',
  'test',
  'lost+found',
  '#innodb_redo',
  '#innodb_temp',
]

/**
 * Makes a data directory. A marker beside it says that this is going on: only with the marker is there something to wipe,
 * and even then only what no user put there. The evidence comes last.
 */
export function initialiseScript({
  datadir,
  lowerCaseTableNames,
  errorLog,
  command,
}: Initialisation): ShellCommand {
  return sh`set -u
data=${datadir} marker=${initialisingMarker(datadir)} evidence=${initialisedEvidence(datadir)} log=${errorLog}
fail() { echo "$1" >&2; exit 1; }
entries() { ls -A "$data" | grep -vx lost+found; }
[ ! -e "$evidence" ] || { echo 'Initialised already'; exit 0; }
if [ -n "$(entries)" ]; then
  [ -e "$marker" ] || fail "$data is not empty; nothing was touched"
  for directory in "$data"/*/; do
    [ -d "$directory" ] || continue
    name=$(basename "$directory")
    known=no
    for own in ${ownDirectories}; do [ "$name" = "$own" ] && known=yes; done
    [ "$known" = yes ] || fail "$data holds $name, which may be somebody's data; nothing was touched"
  done
  echo 'Wiping an interrupted initialisation'
  entries | while IFS= read -r entry; do rm -rf "$data/$entry"; done
fi
: > "$marker" && sync "$marker" || exit 1
echo 'Initialising the data directory'
before=$(wc -c 2>/dev/null < "$log" || echo 0)
(
${command}
) || {
  status=$?
  tail -c "+$((before + 1))" "$log" 2>/dev/null | tail -n 15 >&2
  exit "$status"
}
printf 'lower_case_table_names=%s\\n' ${lowerCaseTableNames} > "$evidence" && chown mysql:mysql "$evidence" || exit 1
sync "$evidence" "$data" && rm -f "$marker"`
}
