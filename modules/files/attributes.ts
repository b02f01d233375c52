import type { FileAttributes, HostWriter } from '../../src/plan/host.ts'
import type { FilePresent } from '../../src/values/probe.ts'
import { allOf, sh } from '../../src/values/shell.ts'
import { normalMode } from './check-params.ts'

/** What is wrong, one phrase each: `mode is 0600, not 0644`. A link has no mode of its own. */
export function wrongAttributes(present: FilePresent, wanted: FileAttributes): string[] {
  const wrong: string[] = []
  const compare = (name: string, is: string, shall: string | undefined): void => {
    if (shall !== undefined && is !== shall) wrong.push(`${name} is ${is}, not ${shall}`)
  }
  if (present.type !== 'link' && wanted.mode !== undefined)
    compare('mode', present.mode, normalMode(wanted.mode))
  compare('owner', present.owner, wanted.owner)
  compare('group', present.group, wanted.group)
  return wrong
}

/** What a file that replaces another shall have: what is wanted, else what the old one had, else 0644. */
export function attributesOfNew(old: FilePresent | undefined, wanted: FileAttributes): FileAttributes {
  const kept = old?.type === 'file' ? old : undefined
  const owner = wanted.owner ?? nameOf(kept?.owner)
  const group = wanted.group ?? nameOf(kept?.group)
  return {
    mode: normalMode(wanted.mode ?? kept?.mode ?? '0644'),
    ...(owner === undefined ? {} : { owner }),
    ...(group === undefined ? {} : { group }),
  }
}

/** `stat` says UNKNOWN for a number without a name; nothing can be given to that. */
function nameOf(owner: string | undefined): string | undefined {
  return owner === 'UNKNOWN' ? undefined : owner
}

/** Sets owner and group, then the mode (chown clears set-user-ID bits). Of a link itself, not of what it points at, with `link`. */
export async function setAttributes(
  host: HostWriter,
  path: string,
  { mode, owner, group }: FileAttributes,
  { link = false } = {},
): Promise<void> {
  const who = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  const commands = [
    ...(who === '' ? [] : [sh`chown ${link ? ['-h'] : []} -- ${who} ${path}`]),
    ...(mode === undefined || link ? [] : [sh`chmod ${normalMode(mode)} -- ${path}`]),
  ]
  if (commands.length > 0) await host.run(allOf(commands))
}
