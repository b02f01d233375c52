import { z } from 'zod'
import { resolvePath } from './files.ts'
import { originWithin, type Inventory, type InventoryHost } from './inventory.ts'
import { refuseProblems, type Problem } from './problem.ts'
import { shownPlace, valueProblems } from './value-problems.ts'

const word = z.string().regex(/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u, 'must be one word')
const path = z.string().regex(/^[^\p{Cc}]+$/u, 'must be a path')

/** Ansible's variables for reaching a host, and `ansible_known_hosts_file`, which is ours. */
export const connectionVariables = z.object({
  ansible_host: z
    .string()
    .regex(/^[A-Za-z0-9][\w.:-]*$/, 'must be an address or a host name')
    .optional(),
  ansible_port: z.int().min(1).max(65535).optional(),
  ansible_user: word.optional(),
  ansible_ssh_private_key_file: path.optional(),
  ansible_become_method: z.enum(['sudo', 'su', 'none']).optional(),
  ansible_known_hosts_file: path.optional(),
})

/** How a host is reached, as far as the inventory says; `~/.ssh/config` fills what is absent. */
export interface Connection {
  /** `ansible_host`, else the host's name. */
  readonly address: string
  readonly port?: number
  readonly user?: string
  /** Absolute. */
  readonly privateKeyFile?: string
  /** Absolute. */
  readonly knownHostsFile?: string
  /** `none` when the login user is root. */
  readonly become: 'sudo' | 'su' | 'none'
}

function valuesOf({ variables }: InventoryHost): Record<string, unknown> {
  const names = Object.keys(connectionVariables.shape)
  return Object.fromEntries(names.map((name) => [name, variables.get(name)?.value]))
}

/** What is wrong with the connection variables of a host. */
export function connectionProblems(host: InventoryHost): Problem[] {
  const values = valuesOf(host)
  const { error } = connectionVariables.safeParse(values)
  return valueProblems(connectionVariables, error?.issues ?? [], values).map(({ path, message }) => {
    const variable = host.variables.get(String(path[0]))
    const origin = variable === undefined ? host.origin : originWithin(variable, path.slice(1))
    return { origin, message: `${shownPlace(path)}: ${message}` }
  })
}

/** How a host is reached. Throws `BadInventory` when its connection variables are wrong. */
export function connectionOf({ name, directory }: Inventory, host: InventoryHost): Connection {
  refuseProblems(name, connectionProblems(host))
  const found = connectionVariables.parse(valuesOf(host))
  const user = found.ansible_user
  return {
    address: found.ansible_host ?? host.name,
    become: found.ansible_become_method ?? (user === 'root' ? 'none' : 'sudo'),
    ...(found.ansible_port !== undefined && { port: found.ansible_port }),
    ...(user !== undefined && { user }),
    ...(found.ansible_ssh_private_key_file !== undefined && {
      privateKeyFile: resolvePath(directory, found.ansible_ssh_private_key_file),
    }),
    ...(found.ansible_known_hosts_file !== undefined && {
      knownHostsFile: resolvePath(directory, found.ansible_known_hosts_file),
    }),
  }
}
