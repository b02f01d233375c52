import { spawn, spawnSync } from 'node:child_process'
import type { SpawnSyncOptions } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'

const project = join(import.meta.dirname, '..')
const bin = (name: string) => join(project, 'node_modules', '.bin', name)

/** One part of the whole, by itself runnable with `npm test -- NAME`. */
interface Part {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  /** Debian packages that it needs and that may be missing. */
  readonly packages?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const filesBelow = (folder: string): string[] =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
    .sort()

const tests = (folder: string, concurrency: number, ...names: string[]): Part['command'] => [
  process.execPath,
  '--import',
  'tsx',
  '--test',
  `--test-concurrency=${concurrency}`,
  '--test-reporter=spec',
  // A test that fails may leave a server open: the part must end all the same.
  '--test-force-exit',
  ...filesBelow(folder).filter((file) => names.length === 0 || names.includes(basename(file, '.test.ts'))),
]

const parts: readonly Part[] = [
  { name: 'format', command: [bin('prettier'), '--check', '.'] },
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint', command: [bin('eslint'), '.'] },
  {
    name: 'imports',
    command: [
      bin('depcruise'),
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'agent',
      'lab',
      'modules',
      'roles',
      'playbooks',
      'test',
    ],
  },
  { name: 'unit', command: tests('test/unit', 2), packages: ['openssh-client', 'sudo', 'prometheus'] },
  { name: 'simulation', command: tests('test/simulation', 1) },
  { name: 'connect', command: tests('test/e2e/connect', 1), packages: ['openssh-server', 'sudo'] },
  { name: 'site', command: tests('test/e2e/site', 1) },
  { name: 'faults', command: tests('test/e2e/faults', 1) },
  { name: 'pair', command: tests('test/e2e/pair', 1), packages: ['prometheus'] },
  { name: 'flavours', command: tests('test/e2e/flavours', 1) },
  // The rest, and more of the same, is for `npm run prove`.
  { name: 'backups-mysql97', command: tests('test/e2e/backups', 1, 'beside-work', 'week', 'whole-pair') },
  {
    name: 'backups-mariadb1011',
    command: tests('test/e2e/backups', 1, 'week'),
    environment: { PLAYBOOK_FLAVOUR: 'mariadb1011' },
  },
  ...['mysql97', 'mariadb1011', 'mysql56'].map((flavour) => ({
    name: `drills-${flavour}`,
    command: tests('test/e2e/drills', 1),
    environment: { PLAYBOOK_FLAVOUR: flavour },
  })),
]

/** A package that another one merely recommends is known to dpkg too: only its status tells. */
function isInstalled(name: string): boolean {
  const format = ['-W', '-f', '${db:Status-Status}']
  return spawnSync('dpkg-query', [...format, name], { encoding: 'utf8' }).stdout === 'installed'
}

function install(packages: readonly string[]): void {
  const missing = packages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  process.stdout.write(`installing ${missing.join(', ')}\n`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quiet: SpawnSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'], env: environment }
  // A fresh machine may be updating itself.
  const patient = ['-o', 'DPkg::Lock::Timeout=300', '-qq']
  spawnSync('apt-get', [...patient, 'update'], quiet)
  spawnSync('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...missing], quiet)
  const absent = missing.filter((name) => !isInstalled(name))
  if (absent.length > 0) process.stdout.write(`apt-get did not install ${absent.join(', ')}\n`)
}

async function passes({ name, command, packages = [], environment = {} }: Part): Promise<boolean> {
  install(packages)
  process.stdout.write(`\n== ${name}\n`)
  const started = performance.now()
  const [program, ...args] = command
  const child = spawn(program, args, {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.stdout.write(
    `== ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((performance.now() - started) / 1000)} s\n`,
  )
  return code === 0
}

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => !parts.some((part) => part.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `no part is called ${unknown.join(', ')}; there are ${parts.map(({ name }) => name).join(', ')}\n`,
  )
  process.exit(2)
}
const failed: string[] = []
const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
for (const part of chosen) if (!(await passes(part))) failed.push(part.name)
process.stdout.write(failed.length === 0 ? '\nAll parts passed.\n' : `\nFailed: ${failed.join(', ')}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
