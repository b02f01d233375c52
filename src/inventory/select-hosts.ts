import { PlaybookError } from '../errors.ts'
import type { Inventory } from './inventory.ts'
import { shownName } from './origin.ts'
import { didYouMean } from '../values/suggest.ts'

/** The hosts that names of hosts and groups stand for, in the inventory's order. Throws `BadUsage` for unknown names. */
export function selectHosts({ name, hosts, groups }: Inventory, wanted: readonly string[]): string[] {
  const known = [...hosts.keys(), ...groups.keys()]
  const details = wanted
    .filter((word) => !hosts.has(word) && !groups.has(word))
    .map((word) => `${shownName(word)}: no host or group${didYouMean(word, known)}`)
  if (details.length > 0) {
    const hint = `hosts: ${[...hosts.keys()].join(', ')}; groups: ${[...groups.keys()].join(', ')}`
    throw new PlaybookError('BadUsage', `the inventory "${name}" does not know every host asked for`, {
      details,
      hint,
    })
  }
  const selected = new Set(
    wanted.flatMap((word) => (hosts.has(word) ? [word] : (groups.get(word)?.hosts ?? []))),
  )
  return [...hosts.keys()].filter((host) => selected.has(host))
}
