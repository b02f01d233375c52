import { posix } from 'node:path'
import { PlaybookError } from '../../src/errors.ts'
import { differs, type Finding, ok } from '../../src/plan/finding.ts'
import type { Local } from '../../src/plan/local.ts'
import { defineModule } from '../../src/plan/module.ts'
import { fileAt, type FileProbe } from '../../src/values/probe.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'
import { checkFileParams } from './check-params.ts'
import { checkSha256, provenSource } from './proven-source.ts'
import { evidenceOf, parseUnpacked, unpacked, unpacking, type Unpacking } from './unpack.ts'

interface UnarchiveTarget {
  /** The directory that the archive is unpacked into; made (0755) when it does not exist. */
  readonly dest: string
  /** As many leading parts of every member's path are dropped: 1 for `mysql-8.4.5-linux/bin/...`. */
  readonly stripComponents?: number
  /** Members that stay out, as tar's patterns: `*\/mysql-test`. */
  readonly exclude?: readonly string[]
  /** Owner and group of all that is unpacked; root by default, never what the archive says. */
  readonly owner?: string
  readonly group?: string
  /** A path that must be there after unpacking; its absence alone makes us unpack again. */
  readonly creates?: string
}

/** A tar archive (any compression that the host's tar knows): a file of this machine, or with `remoteSrc` one of the host. */
export type UnarchiveParams = UnarchiveTarget &
  (
    | { readonly src: string; readonly remoteSrc?: false; readonly sha256?: string }
    | { readonly src: string; readonly remoteSrc: true; readonly sha256: string }
  )

type UnarchiveProbes = { readonly tree: ShellCommand; readonly created?: FileProbe }

function whatOf(params: UnarchiveParams, digest: string | undefined): Unpacking {
  const { stripComponents = 0, exclude = [], owner = 'root', group = 'root', dest } = params
  const sha256 = digest ?? params.sha256
  if (sha256 === undefined)
    throw new PlaybookError('BadPlan', `src of ${dest} must be known before the run: it may not be deferred`)
  return { dest, sha256, stripComponents, exclude, owner, group }
}

/** An archive unpacked into a directory (Ansible: unarchive). The proof lies in the tree and is written last. */
export const unarchive = defineModule({
  name: 'unarchive',
  async prepare(params: Partial<UnarchiveParams>, local: Local): Promise<string | undefined> {
    const { src, dest, creates, sha256, remoteSrc } = params
    checkFileParams({ dest, creates, ...(remoteSrc === true ? { src } : {}) })
    checkSha256(sha256)
    if (remoteSrc === true || src === undefined) return undefined
    return (await provenSource(local, src, sha256)).sha256
  },
  probe: ({ dest, creates }: UnarchiveParams): UnarchiveProbes => ({
    tree: unpacked(dest),
    ...(creates === undefined ? {} : { created: fileAt(creates) }),
  }),
  judge({ tree, created }, params, digest): Finding<undefined> {
    const { dest, creates = '' } = params
    const known = tree.exitCode === 0 ? parseUnpacked(tree.stdout) : undefined
    if (known === undefined) return differs(`nothing was unpacked into ${dest}, or not to the end`, undefined)
    if (known.evidence !== evidenceOf(whatOf(params, digest)))
      return differs(`${dest} holds another archive, or was unpacked otherwise`, undefined)
    if (known.found < known.entries)
      return differs(
        `${dest}: ${known.entries - known.found} of ${known.entries} entries are missing`,
        undefined,
      )
    if (created?.exists === false) return differs(`${creates} does not exist`, undefined)
    return ok(`${dest} holds the archive's ${known.entries} entries`)
  },
  async apply(host, params, _drift, digest) {
    const what = whatOf(params, digest)
    if (params.remoteSrc === true) {
      await host.job(unpacking(what, params.src, { keep: true }))
      return
    }
    const staged = posix.join(what.dest, '.playbook-archive')
    await host.run(sh`umask 022 && mkdir -p -- ${what.dest}`)
    // An upload that was finished before a crash is not repeated.
    if (
      !(await host.test(
        sh`found=$(sha256sum <${staged}) && [ "\${found%% *}" = ${what.sha256} ]`.timeout(600),
      ))
    )
      await host.upload(params.src, staged, { mode: '0600' })
    await host.job(unpacking(what, staged, { keep: false }))
  },
})
