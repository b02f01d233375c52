import { noDefaults } from '../../mysql/printed-binlog.ts'

/** Which part of binary logs is applied. Positions are bytes, each at the beginning of an event or the end of the last one. */
export interface LogRange {
  /** In the first file. */
  readonly startPosition: number
  /** In the last file, exclusive; `null`: to its end, which must not be cut off. */
  readonly stopPosition: number | null
}

/** What names the standard input instead of a file. */
const standardInput = '-'

/**
 * Arguments of the server's program that prints binary logs as SQL.
 * @param lastByInput the last file is given as the standard input, and ends at the stop position
 */
export function printArgs(
  files: readonly string[],
  { startPosition, stopPosition }: LogRange,
  lastByInput: boolean,
): string[] {
  return [
    noDefaults,
    `--start-position=${startPosition}`,
    ...(stopPosition === null || lastByInput ? [] : [`--stop-position=${stopPosition}`]),
    ...(lastByInput ? [...files.slice(0, -1), standardInput] : files),
  ]
}

/** Arguments of the server's client, which runs that SQL. It stops at the first error. The login is in the option file. */
export function runArgs(optionFile: string): string[] {
  return [
    // Must be the first one.
    `--defaults-file=${optionFile}`,
    '--batch',
    '--binary-mode',
    '--max-allowed-packet=1G',
  ]
}
