import { sh, type ShellCommand } from '../../src/values/shell.ts'

type DnfManager = 'dnf' | 'yum'

/**
 * Installs packages by dnf or yum; both wait for each other's lock by themselves. `a|b` stands for the first that a
 * repository has. yum goes on without a package that it does not know, so each name is asked for before.
 */
export function dnfInstall(manager: DnfManager, names: readonly string[]): ShellCommand {
  const noWeak = manager === 'dnf' ? ['--setopt=install_weak_deps=False'] : []
  return sh`: ${manager} install ${names}
set -u
umask 022
export LC_ALL=C
chosen= missing=
for wanted in ${names}; do
  pick=
  for name in $(printf %s "$wanted" | tr '|' ' '); do
    ${manager} -q list "$name" >/dev/null && { pick=$name; break; }
  done
  if [ -n "$pick" ]; then chosen="$chosen $pick"; else missing="$missing $wanted"; fi
done
[ -z "$missing" ] || {
  echo "No repository of this host has:$missing" >&2
  exit 1
}
${manager} -y ${noWeak} install $chosen`
}

export function dnfRemove(manager: DnfManager, names: readonly string[]): ShellCommand {
  return sh`LC_ALL=C ${manager} -y remove ${names}`
}
