import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { leaderOf } from '../../../lab/host/leader.ts'
import { readSecrets } from '../../../lab/inventory.ts'
import { nodeOf } from '../../../lab/lab.ts'
import type { NodeName, TestLab } from '../support/lab.ts'

const samplingMilliseconds = 100

/** Values that must be seen nowhere, with the file that `grep -f` reads them from. */
export interface Canaries {
  readonly file: string
  readonly values: readonly string[]
}

/** Gives the pair passwords that can be found again, in the inventory before its first run. */
export async function plantCanaries(lab: TestLab): Promise<Canaries> {
  const names = ['root', 'agent', 'replication', 'probe']
  const planted = names.map((name) => [`mysql_${name}_password`, `Canary-${name}-5d1f8Kq~7x`] as const)
  const secrets = { ...(await readSecrets(lab.lab)), ...Object.fromEntries(planted) }
  writeFileSync(join(lab.inventory, 'secrets.yml'), stringify(secrets), { mode: 0o600 })
  // The lab's own sudo password and the key of the cluster are as good as any.
  const values = Object.values(secrets)
    .map(String)
    .flatMap((value) => [value, Buffer.from(value).toString('base64')])
  const file = join(lab.workingDirectory, 'canaries')
  writeFileSync(file, `${values.join('\n')}\n`, { mode: 0o600 })
  return { file, values }
}

function grep(canaries: Canaries, script: string): string[] {
  const { stdout } = spawnSync('sh', ['-c', script, 'sh', canaries.file], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line !== '')
}

export interface ProcessWatch {
  samples(): number
  /** Each file below /proc that held a canary, with what stood in it. */
  seen(): readonly string[]
  stop(): void
}

/** Looks at the arguments and environments of every process of this machine and of both hosts, again and again. */
export function watchProcesses(canaries: Canaries): ProcessWatch {
  const seen = new Set<string>()
  let samples = 0
  const look = (): void => {
    samples += 1
    const hits = grep(canaries, 'grep -alF -f "$1" /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null')
    for (const path of hits) {
      try {
        seen.add(`${path}: ${readFileSync(path, 'latin1').replaceAll('\0', ' ')}`)
      } catch {
        seen.add(`${path}: gone since`)
      }
    }
  }
  const timer = setInterval(look, samplingMilliseconds)
  return {
    samples: () => samples,
    seen: () => [...seen],
    stop: () => clearInterval(timer),
  }
}

/** Files below folders of this machine that hold a canary. */
export function filesHolding(canaries: Canaries, ...folders: string[]): string[] {
  const { stdout } = spawnSync('grep', ['-ralF', '-f', canaries.file, '--', ...folders], { encoding: 'utf8' })
  return stdout.split('\n').filter((path) => path !== '' && path !== canaries.file)
}

/** Files of a host that hold a canary, the journal's entries among them, as paths of the host. */
export async function hostFilesHolding(
  canaries: Canaries,
  lab: TestLab,
  node: NodeName,
  folders: readonly string[],
): Promise<string[]> {
  const root = `/proc/${leaderOf(nodeOf(lab.lab, node))}/root`
  const files = filesHolding(canaries, ...folders.map((folder) => `${root}${folder}`))
  const journal = await lab.root(node, 'journalctl --no-pager --output=verbose --all')
  const inJournal = canaries.values.some((value) => journal.includes(value)) ? ['the journal'] : []
  return [...files.map((path) => path.slice(root.length)), ...inJournal].sort()
}
