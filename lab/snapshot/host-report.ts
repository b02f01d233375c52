import type { LabNode } from '../lab.ts'
import { inside } from '../host/leader.ts'
import { run } from '../machine/run.ts'
import { comparedTrees, ignoredPaths, passingSettings, passingUnits } from './volatile.ts'

/** One file of a host: its type as find(1) names it (`f`, `d`, `l` ...), octal mode, `user:group`, target of a link. */
export type FileEntry = {
  readonly path: string
  readonly type: string
  readonly mode: string
  readonly owner: string
  readonly target: string
}

/** What a host says of itself, without file contents; each list in a stable order. */
export type HostReport = {
  readonly packages: Record<string, string>
  readonly unitFiles: Record<string, string>
  readonly units: Record<string, string>
  readonly settings: Record<string, string>
  readonly addresses: readonly string[]
  readonly files: readonly FileEntry[]
}

const sections = {
  packages: "dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\\n'",
  unitFiles: 'systemctl list-unit-files --no-legend --no-pager --plain',
  units:
    'systemctl list-units --all --no-legend --no-pager --plain --state=active,failed --type=service,socket,timer,path',
  settings: "sysctl --all --ignore --pattern '^net[.]' 2>/dev/null",
  addresses: 'ip -brief -4 address show dev host0',
  files: `find ${comparedTrees.join(' ')} -xdev -printf '%y\\t%m\\t%u:%g\\t%l\\t%p\\n' 2>/dev/null`,
} as const

/** Asks a running host, as root, in one go. */
export async function reportOf(node: LabNode): Promise<HostReport> {
  const script = Object.entries(sections).map(([name, command]) => `echo '== ${name}'\n${command}\n`)
  return readReport(await run(inside(node, ['sh', '-s']), { input: `${script.join('')}true\n` }))
}

/** Reads what the script printed. */
export function readReport(text: string): HostReport {
  const parts = new Map(
    text.split(/^== /m).map((part) => {
      const [name = '', ...lines] = part.split('\n')
      return [name, lines.filter(Boolean)]
    }),
  )
  const rows = (name: keyof typeof sections): string[] => parts.get(name) ?? []
  const columns = (name: keyof typeof sections): string[][] => rows(name).map((line) => line.split(/\s+/))
  return {
    packages: table(
      columns('packages').map(([name = '', version, status]) => [name, `${version} ${status}`]),
    ),
    unitFiles: table(
      columns('unitFiles')
        .filter(([, state]) => state === 'enabled' || state === 'masked')
        .map(([unit = '', state = '']) => [unit, state]),
    ),
    units: table(
      columns('units')
        .filter(([unit = '']) => !passingUnits.test(unit))
        .map(([unit = '', , active, sub]) => [unit, `${active} ${sub}`]),
    ),
    settings: table(
      rows('settings')
        .map((line) => line.split(' = ') as [string, string])
        .filter(([name]) => !passingSettings.test(name)),
    ),
    addresses: columns('addresses')
      .flatMap((words) => words.filter((word) => word.includes('/')))
      .toSorted(),
    files: rows('files')
      .map(readFileEntry)
      .filter(({ path }) => !ignoredPaths.some((pattern) => pattern.test(path))),
  }
}

function readFileEntry(line: string): FileEntry {
  const [type = '', mode = '', owner = '', target = '', ...path] = line.split('\t')
  return { type, mode, owner, target, path: path.join('\t') }
}

/** A record whose keys are in order, so that two snapshots differ only where the hosts do. */
export function table(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))
}
