import { userInfo } from 'node:os'
import type { HostConnection, LockHolder } from '../connect/connection.ts'
import type { Questioner } from '../decide/questioner.ts'
import type { SecretStore } from '../decide/secret-store.ts'
import { PlaybookError } from '../errors.ts'
import { connectionOf } from '../inventory/connection-variables.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { HostOpener } from '../run/connect-hosts.ts'

const connectTimeoutSeconds = 10

export interface OpenerOptions {
  readonly inventory: Inventory
  readonly secrets: SecretStore
  /** Absent when nobody can be asked. */
  readonly questioner: Questioner | undefined
  readonly acceptNewHostKeys: boolean
  /** Absent under `--check`, which takes no lock. */
  readonly holder: Omit<LockHolder, 'since'> | undefined
}

/** Who is typing, for locks and journals: `deploy@laptop`. */
export function whoIsTyping(hostname: string): string {
  return `${userInfo().username}@${hostname}`
}

/** Opens the hosts of an inventory as its variables and secrets say. */
export function openerFor({
  inventory,
  secrets,
  questioner,
  acceptNewHostKeys,
  holder,
}: OpenerOptions): HostOpener {
  // Questions of several hosts must not appear at once.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const mine = turn.then(ask, ask)
    turn = mine.catch(() => undefined)
    return mine
  }
  const acceptHostKey = async (key: {
    host: string
    type: string
    fingerprint: string
  }): Promise<boolean> => {
    if (acceptNewHostKeys) return true
    if (questioner === undefined) return false
    return inTurn(() =>
      questioner.confirm(`Is this the host key of ${key.host}?`, [`${key.type} ${key.fingerprint}`]),
    )
  }
  return {
    async open(name): Promise<HostConnection> {
      const host = inventory.hosts.get(name)
      if (!host)
        throw new PlaybookError('Internal', `the plan names ${name}, which the inventory does not know`)
      const { connectHost } = await import('../connect/connect.ts')
      const sshPassword = await secrets.hostPassword('ssh_password', name)
      const becomePassword = await secrets.hostPassword('become_password', name)
      const connection = await connectHost({
        name,
        ...connectionOf(inventory, host),
        ...(sshPassword && { password: sshPassword }),
        ...(becomePassword && { becomePassword }),
        connectTimeoutSeconds,
        acceptHostKey,
      })
      if (holder !== undefined) {
        try {
          await connection.lock({ ...holder, since: new Date().toISOString() })
        } catch (error) {
          await connection.close()
          throw error
        }
      }
      return connection
    },
  }
}
