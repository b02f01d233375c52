import { optionName } from '../settings/my-cnf.ts'

/** The options of `[mysqld]` by name, as the server sees them: the last of a name counts, plugins add up. */
export function serverOptions(text: string): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  let section = ''
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue
    const header = /^\[([^\]]+)\]$/.exec(line)
    if (header) section = header[1] ?? ''
    else if (section === 'mysqld') {
      const [written = '', value = ''] = line.split(/\s*=\s*(.*)/s)
      const name = optionName(written)
      const before = name === 'plugin_load_add' ? options.get(name) : undefined
      options.set(name, before === undefined ? value : `${before};${value}`)
    }
  }
  return options
}

const units: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** A value in the form in which a server shows it, so that `128M` and `134217728`, `1` and `ON` and `1.000000` are the same. */
export function normalised(value: string): string {
  const plain = value
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/^(\d+)\.0+$/, '$1')
  const size = /^(\d+)([KMGT])$/i.exec(plain)
  if (size) return String(Number(size[1]) * (units[size[2]?.toUpperCase() ?? ''] ?? 1))
  if (/^(1|on|true|yes)$/i.test(plain)) return 'ON'
  if (/^(0|off|false|no)$/i.test(plain)) return 'OFF'
  return plain
}

export interface ChangedOption {
  readonly name: string
  /** As the new file writes it; undefined when the line went away. */
  readonly value: string | undefined
}

/** Options that the file has and the server was not started with, or with another value; and those that went away. */
export function changedOptions(started: string, now: string): readonly ChangedOption[] {
  const before = serverOptions(started)
  const after = serverOptions(now)
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names
    .filter((name) => normalised(before.get(name) ?? '\0') !== normalised(after.get(name) ?? '\0'))
    .map((name) => ({ name, value: after.get(name) }))
}
