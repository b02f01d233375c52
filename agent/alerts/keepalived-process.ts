import { readdirSync, readFileSync } from 'node:fs'

function isKeepalived(pid: string): boolean {
  try {
    // `State: Z` is a process that has died already.
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return /^Name:\tkeepalived$/m.test(status) && !/^State:\tZ/m.test(status)
  } catch {
    return false
  }
}

/** Tells whether a keepalived process runs. The one found last is looked at first: the whole table costs a millisecond. */
export function keepalivedProcess(): () => boolean {
  let known: string | undefined
  return () => {
    if (known !== undefined && isKeepalived(known)) return true
    known = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isKeepalived(name))
    return known !== undefined
  }
}
