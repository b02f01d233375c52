import { randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import type { FileAttributes } from '../plan/host.ts'
import { quoteWord } from '../values/shell.ts'

/** A file beside its target that takes the target's place in one rename. */
export interface Staged {
  readonly target: string
  /** Quoted for the shell. */
  readonly path: string
}

export function stagedFor(target: string): Staged {
  const { dir, base } = posix.parse(target)
  return { target, path: quoteWord(posix.join(dir, `.${base}.playbook-${randomBytes(6).toString('hex')}`)) }
}

/**
 * The command that fills a staged file from standard input. The file must be new, so that nobody who may write to the
 * directory can lay a link there first; it is 0600 until its content is complete.
 */
export function fillScript({ path }: Staged): string {
  return `(umask 077; set -C; cat >${path})`
}

/**
 * Gives a staged file its owner and mode (those of the file it replaces, when not given), brings it to disk, and puts it
 * in place. A directory in its place is an error, a link there is replaced.
 */
export function placeScript(
  { target, path }: Staged,
  { owner = '', group = '', mode = '' }: FileAttributes,
): string {
  const name = quoteWord(target)
  return `
m=${quoteWord(mode)} o=${quoteWord(owner)} g=${quoteWord(group)}
if [ -f ${name} ] && [ ! -L ${name} ]; then set -- $(stat -c '%a %u %g' -- ${name}); else set -- 644 0 0; fi
chown -h "\${o:-$2}:\${g:-$3}" -- ${path} && chmod "\${m:-$1}" -- ${path} && sync ${path} && mv -fT -- ${path} ${name} && sync ${quoteWord(posix.dirname(target))} || exit 1
if command -v restorecon >/dev/null; then restorecon -- ${name}; fi`
}
