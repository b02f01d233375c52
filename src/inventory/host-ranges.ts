const rangePattern = /\[(\w+):(\w+)(?::(\d+))?\]/
const mostHosts = 1000

function rangeItems(from: string, to: string, step: number): string[] {
  const letters = /^[a-zA-Z]$/.test(from) && /^[a-zA-Z]$/.test(to)
  const numbers = /^\d{1,9}$/.test(from) && /^\d{1,9}$/.test(to)
  if (!letters && !numbers) throw new RangeError('a range is of two numbers or two letters')
  if (step < 1) throw new RangeError('the step of a range is at least 1')
  const [first, last] = letters
    ? [from.charCodeAt(0), to.charCodeAt(0)]
    : [Number.parseInt(from, 10), Number.parseInt(to, 10)]
  if (first > last) throw new RangeError('the range ends before it begins')
  if ((last - first) / step >= mostHosts) throw new RangeError(`the range has more than ${mostHosts} hosts`)
  // As in Ansible: a leading zero keeps the width, node[01:10] is node01 ... node10.
  const width = from.startsWith('0') ? from.length : 0
  const items: string[] = []
  for (let item = first; item <= last; item += step) {
    items.push(letters ? String.fromCharCode(item) : String(item).padStart(width, '0'))
  }
  return items
}

/**
 * The host names that a pattern stands for: `node[1:3]`, `db-[a:c]`, `node[01:10:2]`, several ranges in one name.
 * Throws a RangeError that says what is wrong with the pattern.
 */
export function expandHosts(pattern: string): string[] {
  const match = rangePattern.exec(pattern)
  if (match === null) {
    if (!/^[A-Za-z0-9_][\w.-]*$/.test(pattern)) {
      throw new RangeError('a host name has letters, digits, "_", "." and "-", or a range such as node[1:2]')
    }
    return [pattern]
  }
  const [whole, from = '', to = '', step = '1'] = match
  const before = pattern.slice(0, match.index)
  const after = pattern.slice(match.index + whole.length)
  const hosts = rangeItems(from, to, Number.parseInt(step, 10)).flatMap((item) =>
    expandHosts(before + item + after),
  )
  if (hosts.length > mostHosts) throw new RangeError(`the pattern stands for more than ${mostHosts} hosts`)
  return hosts
}
