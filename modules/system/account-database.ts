import { sh, type ShellCommand } from '../../src/values/shell.ts'

/** Prints one entry of `passwd` or `group`, or nothing when there is none (getent's status 2). */
export function entry(database: 'passwd' | 'group', key: string): ShellCommand {
  return sh`getent ${database} ${key} || [ $? -eq 2 ]`
}

/** The fields of the printed entry; empty when there is none. */
export function fieldsOf(printed: string): readonly string[] {
  const line = printed.trim()
  return line === '' ? [] : line.split(':')
}
