import { readdirSync } from 'node:fs'
import { isKeepalived } from '../observe/keepalived.ts'

/**
 * Tells whether a keepalived process runs, wherever it keeps its number. The one found last is looked at first: the whole
 * table costs a millisecond.
 */
export function keepalivedProcess(): () => boolean {
  let known: number | undefined
  return () => {
    if (known !== undefined && isKeepalived(known)) return true
    known = readdirSync('/proc')
      .map(Number)
      .find((pid) => Number.isInteger(pid) && isKeepalived(pid))
    return known !== undefined
  }
}
