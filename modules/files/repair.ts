import { posix } from 'node:path'
import type { FileAttributes, HostWriter } from '../../src/plan/host.ts'
import type { Secret } from '../../src/values/secret.ts'
import { allOf, sh, type ShellCommand } from '../../src/values/shell.ts'
import { setAttributes } from './attributes.ts'
import type { FileDrift } from './judge-content.ts'
import { validateFile, type Validate } from './validate.ts'

export interface RepairOptions {
  /** Writes the whole new content to a path, in one rename. */
  readonly write: (path: string, attributes: FileAttributes) => Promise<void>
  readonly validate?: Validate | undefined
  /** Keep the old file beside the new one, named by its digest. */
  readonly backup?: boolean | undefined
  /** What a validator's complaint must not show. */
  readonly secrets?: readonly Secret[]
}

/** `my.cnf.0123456789ab~`: programs that read whole directories leave names with `~` alone. */
export function backupPath(path: string, sha256: string): string {
  return `${path}.${sha256.slice(0, 12)}~`
}

/**
 * A folder beside the target: the new file has its real name there (validators mind suffixes), one rename puts it in
 * place, and programs that read the target's folder do not find it if we die in between.
 */
function candidateFolder(path: string): string {
  return posix.join(posix.dirname(path), `.${posix.basename(path)}.playbook-new`)
}

/** Repairs what `judgeContent` found. A crash at any point leaves the old file or the new one, whole. */
export async function repairFile(host: HostWriter, drift: FileDrift, options: RepairOptions): Promise<void> {
  const { path, attributes } = drift
  if (!drift.replace) return setAttributes(host, path, attributes)
  if (options.backup === true && drift.replaced !== undefined) {
    const kept = backupPath(path, drift.replaced)
    await host.run(sh`cp -a -- ${path} ${`${kept}.new`} && mv -fT -- ${`${kept}.new`} ${kept}`)
  }
  if (options.validate === undefined) return options.write(path, attributes)
  const folder = candidateFolder(path)
  const candidate = posix.join(folder, posix.basename(path))
  const clean = sh`rm -rf -- ${folder}`
  try {
    await host.run(sh`umask 022 && mkdir -p -- ${folder}`)
    await options.write(candidate, attributes)
    await validateFile(host, options.validate, { candidate, path, secrets: options.secrets ?? [] })
  } catch (error) {
    // What went wrong first is what is told, even when the cleaning fails too (a lost connection).
    await host.run(clean).catch(() => undefined)
    throw error
  }
  await host.run(allOf([sh`mv -fT -- ${candidate} ${path}`, clean, settled(path)]))
}

/** After a rename: the name is on disk, and SELinux, where there is one, knows the file by its new place. */
function settled(path: string): ShellCommand {
  return sh`{ if command -v restorecon >/dev/null; then restorecon -F -- ${path}; fi; sync ${posix.dirname(path)}; }`
}
