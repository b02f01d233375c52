import { formatGtidSet, parseGtidSet } from '../../../src/mysql/gtid.ts'

const uuids = { a: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa', b: 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb' }

// Sets only grow, so their size says whether the text is still right.
const printed = new WeakMap<ReadonlySet<string>, { size: number; text: string }>()

/** Transactions of the model (`a:1`) as a server would print them. */
export function executedAs(transactions: ReadonlySet<string>): string {
  const known = printed.get(transactions)
  if (known?.size === transactions.size) return known.text
  const named = [...transactions].map((one) => `${uuids[one[0] as 'a' | 'b']}${one.slice(1)}`)
  const text = formatGtidSet(parseGtidSet(named.join(',')))
  printed.set(transactions, { size: transactions.size, text })
  return text
}
