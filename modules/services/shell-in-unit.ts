import type { ShellCommand } from '../../src/values/shell.ts'

/** What systemd would expand or cut inside a quoted word of ExecStart. */
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  $: '$$',
  '%': '%%',
  '\n': '\\n',
}

/** A shell command as the value of ExecStart and its like. */
export function shellInUnit({ script }: ShellCommand): string {
  return `/bin/sh -c "${script.replace(/[\\"$%\n]/g, (sign) => escapes[sign] ?? sign)}"`
}
