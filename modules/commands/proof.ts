import { createHash } from 'node:crypto'
import { differs, type Finding, ok } from '../../src/plan/finding.ts'
import type { HostWriter } from '../../src/plan/host.ts'
import { fileAt, type FileProbe, type FileResult, type ShellResult } from '../../src/values/probe.ts'
import { Secret } from '../../src/values/secret.ts'
import type { ShellCommand } from '../../src/values/shell.ts'

/** How we know that a command has done its work: one of four, never none. */
export type Proof =
  /** It makes this path. */
  | (Without<'creates'> & { readonly creates: string })
  /** It removes this path. */
  | (Without<'removes'> & { readonly removes: string })
  /** This command, which only looks, exits 0. */
  | (Without<'unless'> & { readonly unless: ShellCommand })
  /**
   * Nothing can be observed: a file is written last, with the digest of the command and of `inputs`. Choose a path that dies
   * with what it proves. A secret on standard input is not in the digest: name what changes with it in `inputs`.
   */
  | (Without<'marker' | 'inputs'> & {
      readonly marker: string
      readonly inputs?: Readonly<Record<string, string | number>>
    })

type Without<K extends string> = {
  readonly [N in Exclude<'creates' | 'removes' | 'unless' | 'marker' | 'inputs', K>]?: never
}

export type ProofProbes = {
  readonly path?: FileProbe
  readonly unless?: ShellCommand
  readonly marker?: FileProbe
}

export interface ProofResults {
  readonly path?: FileResult
  readonly unless?: ShellResult
  readonly marker?: FileResult
}

/** What a command does, for its marker: its text, its input unless secret, and what the step names. */
export function digestOfWork(command: ShellCommand, inputs: Readonly<Record<string, unknown>> = {}): string {
  const { script, stdin } = command
  const input = stdin instanceof Secret || stdin === undefined ? '' : Buffer.from(stdin).toString('base64')
  const sorted = Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([script, input, sorted]))
    .digest('hex')
}

export function probeProof(proof: Proof): ProofProbes {
  if (proof.unless !== undefined) return { unless: proof.unless }
  if (proof.marker !== undefined) return { marker: fileAt(proof.marker, { maxBytes: 4096 }) }
  return { path: fileAt(proof.creates ?? proof.removes) }
}

/** `digest` is that of `digestOfWork`, for a marker. */
export function judgeProof(results: ProofResults, proof: Proof, digest: string): Finding<undefined> {
  const { path, unless, marker } = results
  if (unless !== undefined) {
    if (unless.timedOut) return differs('its own check did not answer in time', undefined)
    return unless.exitCode === 0
      ? ok('its own check succeeds')
      : differs(`its own check exits ${unless.exitCode}`, undefined)
  }
  if (marker !== undefined) {
    if (!marker.exists) return differs('it was not run to its end yet', undefined)
    return marker.content?.toString('utf8').trim() === digest
      ? ok('it was run with the same inputs')
      : differs('it was last run with other inputs', undefined)
  }
  const exists = path?.exists === true
  if (proof.creates !== undefined)
    return exists ? ok(`${proof.creates} exists`) : differs(`${proof.creates} does not exist`, undefined)
  const gone = proof.removes ?? ''
  return exists ? differs(`${gone} exists`, undefined) : ok(`${gone} does not exist`)
}

/** Writes the marker, if that is the proof; to be called when all the work is done. */
export async function leaveProof(host: HostWriter, { marker }: Proof, digest: string): Promise<void> {
  if (marker !== undefined) await host.writeFile(marker, `${digest}\n`, { mode: '0600' })
}

/** The paths among the parameters, for `checkFileParams`. */
export function proofPaths({ creates, removes, marker }: Partial<Proof>): Record<string, string | undefined> {
  return { creates, removes, marker }
}
