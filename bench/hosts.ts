import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { timed } from './measure.ts'

const project = join(import.meta.dirname, '..')
const labName = 'bench'

export const program = join(project, 'bin', 'playbook')

/** One host as OpenSSH needs it. */
export interface BenchHost {
  readonly address: string
  readonly user: string
  readonly privateKeyFile: string
  readonly knownHostsFile: string
  /** Absent where sudo asks for none. */
  readonly becomePassword: string | undefined
}

export interface BenchLab {
  /** Path of an inventory that names the hosts and nothing else. */
  readonly inventory: string
  readonly hosts: readonly BenchHost[]
  /** Removes the inventory, and the lab unless it stood before. */
  end(): Promise<void>
}

/** The parts of the lab's hosts.yml that are read here. */
interface HostsFile {
  readonly all: {
    readonly vars: Readonly<Record<string, string>>
    readonly children: {
      readonly mysql: { readonly hosts: Readonly<Record<string, { readonly ansible_host: string }>> }
    }
  }
}

function readYaml(file: string): unknown {
  return parse(readFileSync(file, 'utf8'))
}

/** Two bare hosts; the database's variables are left out, because the typical steps know none. */
export async function benchLab(): Promise<BenchLab> {
  const stood = existsSync(join(project, '.lab', labName, 'state.json'))
  await timed(process.execPath, [program, 'lab', 'up', '--name', labName])
  const source = join(project, 'inventory', `lab-${labName}`)
  const inventory = join(project, '.playbook', 'bench')
  mkdirSync(inventory, { recursive: true, mode: 0o700 })
  for (const file of ['hosts.yml', 'secrets.yml']) copyFileSync(join(source, file), join(inventory, file))
  const { vars, children } = (readYaml(join(inventory, 'hosts.yml')) as HostsFile).all
  const secrets = readYaml(join(inventory, 'secrets.yml')) as Record<string, string>
  const hosts = Object.entries(children.mysql.hosts).map(([name, { ansible_host: address }]) => ({
    address,
    user: vars.ansible_user ?? '',
    privateKeyFile: vars.ansible_ssh_private_key_file ?? '',
    knownHostsFile: vars.ansible_known_hosts_file ?? '',
    becomePassword: secrets[`become_password_${name}`],
  }))
  return {
    inventory,
    hosts,
    async end() {
      rmSync(inventory, { recursive: true })
      if (!stood) await timed(process.execPath, [program, 'lab', 'destroy', '--name', labName])
    },
  }
}
