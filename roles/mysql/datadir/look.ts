import type { ShellResult } from '../../../src/values/probe.ts'
import { sh } from '../../../src/values/shell.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'

/** Inside the data directory, written last: it goes when the data goes. */
export function initialisedEvidence(datadir: string): string {
  return `${datadir}/.playbook-initialised`
}

/** Beside the data directory while it is being initialised. */
export function initialisingMarker(datadir: string): string {
  return `${datadir}.initialising`
}

export interface DatadirState {
  readonly kind: 'empty' | 'initialised' | 'interrupted' | 'foreign'
  /** What the evidence says. */
  readonly lowerCaseTableNames?: string
  /** The first entries of a directory that is not ours. */
  readonly entries: readonly string[]
}

/** Prints what a data directory holds; it need not exist. */
export function lookAtDatadir(datadir: string): ShellCommand {
  return sh`[ ! -e ${initialisingMarker(datadir)} ] || echo marker
[ ! -e ${initialisedEvidence(datadir)} ] || { printf 'evidence '; cat ${initialisedEvidence(datadir)}; }
ls -A ${datadir} 2>/dev/null | grep -vx lost+found | head -n 5 | sed 's/^/entry /'`
}

/** The state by what `lookAtDatadir` printed. */
export function stateOf({ stdout }: ShellResult): DatadirState {
  const lines = stdout.split('\n')
  const entries = lines.filter((line) => line.startsWith('entry ')).map((line) => line.slice('entry '.length))
  const evidence = lines.find((line) => line.startsWith('evidence '))
  if (evidence !== undefined) {
    const made = /lower_case_table_names=(\d)/.exec(evidence)?.[1]
    return { kind: 'initialised', entries, ...(made === undefined ? {} : { lowerCaseTableNames: made }) }
  }
  if (lines.includes('marker')) return { kind: 'interrupted', entries }
  return { kind: entries.length === 0 ? 'empty' : 'foreign', entries }
}
