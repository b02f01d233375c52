import { parseMariadbState } from '../../src/mysql/gtid-mariadb.ts'

/**
 * Arguments by which MariaDB's tool leaves out what the primary has. It knows positions, not sets: in each domain it begins
 * after the newest transaction of the errant server that the primary had, or with the oldest log if it had none.
 */
export function choiceOfErrant(errant: string, primaryHad: string): string[] {
  const had = parseMariadbState(primaryHad)
  const starts = new Map<string, string>()
  const whole = new Set<string>()
  for (const key of parseMariadbState(errant).keys()) {
    const [domain = ''] = key.split('-')
    const known = had.get(key)
    // One start a domain: with two errant servers in it nothing may be left out.
    if (known === undefined || starts.has(domain)) whole.add(domain)
    else starts.set(domain, `${key}-${known}`)
  }
  const list = [...starts].filter(([domain]) => !whole.has(domain)).map(([, gtid]) => gtid)
  return list.length === 0 || whole.size > 0 ? [] : [`--start-position=${list.join(',')}`]
}
