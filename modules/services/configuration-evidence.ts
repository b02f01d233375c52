import { sh } from '../../src/values/shell.ts'
import { shellInUnit } from './shell-in-unit.ts'

/** Where a running service keeps the digests of the configuration that it was started with; systemd removes it at its end. */
export function evidenceFile(unit: string): string {
  return `/run/${evidenceDirectory(unit)}/configuration.sha256`
}

function evidenceDirectory(unit: string): string {
  return `playbook-${unit.replace(/\.service$/, '')}`
}

/** Prints what the evidence file holds when the service runs with what is on disk now. */
export function digestsOf(files: readonly string[]) {
  return sh`sha256sum ${files}`
}

/**
 * Lines for the [Service] section of a unit, or of a drop-in: at its start the service writes down the digests of its
 * configuration files, below /run in a directory that systemd takes away when the service ends. With `reloads` a reload
 * writes them again. With `optional` it starts without the files, too. The service's user must be able to read the files.
 */
export function evidenceLines(
  unit: string,
  files: readonly string[],
  { reloads = false, optional = false }: { readonly reloads?: boolean; readonly optional?: boolean } = {},
): string {
  const record = shellInUnit(
    sh`mkdir -p ${`/run/${evidenceDirectory(unit)}`} && ${digestsOf(files)} > ${evidenceFile(unit)}`,
  )
  return [
    `RuntimeDirectory=${evidenceDirectory(unit)}`,
    `ExecStartPre=${optional ? '-' : ''}${record}`,
    ...(reloads ? [`ExecReload=${record}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}
