import { PlaybookError } from '../errors.ts'
import type { ConnectOptions, HostConnection } from './connection.ts'
import { Host } from './host.ts'
import { resolveLogin } from './login.ts'
import { Remote } from './remote.ts'

/**
 * Logs in to a host and becomes root there. Throws `Unreachable`, `HostKeyUnknown`, `AuthenticationFailed` or
 * `BecomeFailed`, each with what to do.
 */
export async function connectHost(options: ConnectOptions): Promise<HostConnection> {
  const { name, become, becomePassword } = options
  if (become === 'su')
    throw new PlaybookError('BecomeFailed', `${name}: becoming root by su is not supported yet`, {
      hint: 'set ansible_become_method to sudo, or log in as root',
    })
  const login = await resolveLogin(options)
  return new Host(
    await Remote.open(login, { method: become, password: becomePassword, who: `${login.user} on ${name}` }),
  )
}
