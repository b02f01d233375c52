import { sh, type ShellCommand } from '../../src/values/shell.ts'

/**
 * Makes the home directory of an account that has none, as useradd would: it may have died between the account and the
 * directory. Built beside and renamed, so that a directory that is there is a whole one.
 */
export function makeHome(name: string): ShellCommand {
  return sh`set -e
home=$(getent passwd ${name} | cut -d: -f6)
[ -n "$home" ]
[ ! -d "$home" ] || exit 0
mkdir -p "$(dirname "$home")"
rm -rf "$home.new"
mkdir -m 0700 "$home.new"
[ ! -d /etc/skel ] || cp -R /etc/skel/. "$home.new"
chown -R ${name}:"$(id -gn ${name})" "$home.new"
mv "$home.new" "$home"`
}
