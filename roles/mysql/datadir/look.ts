import { agentPaths } from '../../hooks/paths.ts'
import type { ShellResult, SqlResult } from '../../../src/values/probe.ts'
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

/** Prints what a data directory holds, which need not exist, and the role of this node, where its agent has one. */
export function lookAtDatadir(datadir: string, stateFile: string = agentPaths.state): ShellCommand {
  return sh`[ ! -e ${initialisingMarker(datadir)} ] || echo marker
[ ! -e ${initialisedEvidence(datadir)} ] || { printf 'evidence '; cat ${initialisedEvidence(datadir)}; }
sed -n 's/^ "role": "\\([A-Z]*\\)".*/role \\1/p' ${stateFile} 2>/dev/null
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

/** Whether a data directory can be used: it is there, can be made, or must not be touched. */
export interface Owner {
  readonly kind: 'ours' | 'empty' | 'interrupted' | 'obstacle'
  readonly because: string
}

/** Judges a data directory by what it holds and by what the server that runs on it says. */
export function ownerOf(
  { look, running }: { readonly look: ShellResult; readonly running: SqlResult },
  { datadir, lowerCaseTableNames }: { readonly datadir: string; readonly lowerCaseTableNames: string },
): Owner {
  const state = stateOf(look)
  const [row] = running.rows
  const runs = row !== undefined && String(row.datadir).replace(/\/$/, '') === datadir
  if (runs || state.kind === 'initialised') {
    const made = runs
      ? String(row.lower_case_table_names)
      : (state.lowerCaseTableNames ?? lowerCaseTableNames)
    if (made !== lowerCaseTableNames)
      return {
        kind: 'obstacle',
        because: `${datadir} was made with lower_case_table_names=${made}, and the decision says ${lowerCaseTableNames}: it can never change`,
      }
    return {
      kind: 'ours',
      because: runs ? `the running server uses ${datadir}` : `${datadir} is initialised`,
    }
  }
  const role = /^role (?!FORMING$)([A-Z]+)$/m.exec(look.stdout)?.[1]
  // A new database in its place would hide that it is gone.
  if (role !== undefined)
    return {
      kind: 'obstacle',
      because: `this host is ${role} of a pair, its server does not run on ${datadir}, and that ${state.kind === 'foreign' ? 'holds no evidence of this tool' : 'is empty'}: is its disk mounted, was a restore cut off, is it being rebuilt? See playbook status, rejoin`,
    }
  if (state.kind === 'foreign')
    return {
      kind: 'obstacle',
      because: `${datadir} holds what this tool did not put there (${state.entries.join(', ')}): move it away, or give another mysql_datadir`,
    }
  return {
    kind: state.kind,
    because:
      state.kind === 'empty' ? `${datadir} is empty` : `an initialisation of ${datadir} was interrupted`,
  }
}
