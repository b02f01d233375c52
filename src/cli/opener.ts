import { userInfo } from 'node:os'
import type { HostConnection, LockHolder } from '../connect/connection.ts'
import type { Questioner } from '../decide/questioner.ts'
import type { HostPassword, SecretStore } from '../decide/secret-store.ts'
import { PlaybookError } from '../errors.ts'
import { connectionOf } from '../inventory/connection-variables.ts'
import type { Inventory, InventoryHost } from '../inventory/inventory.ts'
import type { HostOpener } from '../run/connect-hosts.ts'
import type { Secret } from '../values/secret.ts'

const patientSeconds = 10

export interface OpenerOptions {
  readonly inventory: Inventory
  readonly secrets: SecretStore
  /** Absent when nobody can be asked. */
  readonly questioner: Questioner | undefined
  readonly acceptNewHostKeys: boolean
  /** Hosts that are only looked at take no lock. */
  readonly changes: ReadonlySet<string>
  /** Absent under `--check`, which takes no lock. */
  readonly holder: Omit<LockHolder, 'since'> | undefined
  readonly connectTimeoutSeconds?: number
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
  changes,
  holder,
  connectTimeoutSeconds = patientSeconds,
}: OpenerOptions): HostOpener {
  // Questions of several hosts must not appear at once.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const mine = turn.then(ask, ask)
    turn = mine.catch(() => undefined)
    return mine
  }
  const declined = new Set<string>()
  const acceptHostKey = async (key: {
    host: string
    type: string
    fingerprint: string
  }): Promise<boolean> => {
    if (acceptNewHostKeys) return true
    const id = `${key.host} ${key.type} ${key.fingerprint}`
    // Whoever looks at a host again and again asks once.
    if (questioner === undefined || declined.has(id)) return false
    const accepted = await inTurn(() =>
      questioner.confirm(`Is this the host key of ${key.host}?`, [`${key.type} ${key.fingerprint}`]),
    )
    if (!accepted) declined.add(id)
    return accepted
  }
  /** Connects; a password that turns out to be needed and that nobody has written down is asked for, once each. */
  const login = async (host: InventoryHost, asked: readonly HostPassword[] = []): Promise<HostConnection> => {
    const { name } = host
    const { connectHost } = await import('../connect/connect.ts')
    const password = await secrets.hostPassword('ssh_password', name)
    const becomePassword = await secrets.hostPassword('become_password', name)
    try {
      return await connectHost({
        name,
        ...connectionOf(inventory, host),
        ...(password && { password }),
        ...(becomePassword && { becomePassword }),
        connectTimeoutSeconds,
        acceptHostKey,
      })
    } catch (error) {
      const missing = missingPassword(error, { ssh_password: password, become_password: becomePassword })
      if (missing === undefined || asked.includes(missing)) throw error
      if ((await inTurn(() => secrets.askHostPassword(missing, name))) === undefined) throw error
      return login(host, [...asked, missing])
    }
  }
  return {
    async open(name) {
      const host = inventory.hosts.get(name)
      if (!host)
        throw new PlaybookError('Internal', `the plan names ${name}, which the inventory does not know`)
      const connection = await login(host)
      try {
        if (holder !== undefined && changes.has(name))
          await connection.lock({ ...holder, since: new Date().toISOString() })
        return connection
      } catch (error) {
        await connection.close()
        throw error
      }
    },
  }
}

/** The password without which a login failed, if none was given. */
function missingPassword(
  error: unknown,
  given: Readonly<Record<HostPassword, Secret | undefined>>,
): HostPassword | undefined {
  if (!(error instanceof PlaybookError)) return undefined
  if (error.code === 'AuthenticationFailed' && !given.ssh_password) return 'ssh_password'
  if (error.code === 'BecomeFailed' && !given.become_password) return 'become_password'
  return undefined
}
