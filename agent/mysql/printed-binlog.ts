import { outputOf } from '../rebuild/child.ts'

/**
 * Must be the first argument of the program that prints binary logs: a host's option files hold what clients know, such as
 * `default-character-set`, and this program ends at what it does not know.
 */
export const noDefaults = '--no-defaults'

/** Whether the program can choose by MySQL's GTIDs. MariaDB's, which may be the only one beside an old MySQL, cannot. */
export async function knowsGtidSets(program: string, signal: AbortSignal): Promise<boolean> {
  return (await outputOf(program, [noDefaults, '--help'], signal)).includes('include-gtids')
}

/** Where the next event begins, in bytes of its log; `null`: the line is no such comment. */
export function positionIn(line: string): number | null {
  const digits = /^# at (\d+)$/.exec(line)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** What MariaDB's program shows of an event that names one of MySQL's GTIDs. */
export function isUnreadGtid(line: string): boolean {
  return line.startsWith('# Ignorable event type 33 ')
}

/** What MariaDB's program sets for servers that know it; MySQL's do not. */
const unknownToMysql = /, @@session\.(?:check_constraint_checks|system_versioning_insert_history)=\d/g
const newName = /utf8mb3/g

/** A line of MariaDB's program as MySQL's servers understand it. */
export function forMysql(line: string): string {
  return line.startsWith('SET @@session.') ? line.replace(unknownToMysql, '').replace(newName, 'utf8') : line
}

/** Rewrites what is printed line by line. Each byte is one character, whatever it means. */
export async function* rewriteLines(
  source: AsyncIterable<Buffer>,
  rewrite: (line: string) => string | Promise<string>,
): AsyncGenerator<Buffer, void, undefined> {
  let rest = ''
  for await (const chunk of source) {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    const done: string[] = []
    for (const line of lines) done.push((await rewrite(line)) + '\n')
    yield Buffer.from(done.join(''), 'latin1')
  }
  if (rest !== '') yield Buffer.from((await rewrite(rest)) + '\n', 'latin1')
}
