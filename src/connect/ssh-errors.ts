import { PlaybookError, messageOf } from '../errors.ts'
import type { Login } from './login.ts'

const unreachable: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ECONNREFUSED: ['refuses connections', 'is sshd running there, and on this port?'],
  ENOTFOUND: ['is not a name that can be resolved', 'check the address in the inventory'],
  EAI_AGAIN: ['cannot be resolved now', 'check the name server of this machine'],
  EHOSTUNREACH: ['has no route from here', 'check the network or the VPN'],
  ENETUNREACH: ['has no route from here', 'check the network or the VPN'],
  ETIMEDOUT: ['does not answer', 'check the address, the VPN and the firewall'],
  ECONNRESET: ['hung up', 'sshd may be refusing this address (PerSourcePenalties, hosts.deny): see its log'],
}

/** Why no login came about, from what ssh2 says. `tried` are the credentials that the host was offered. */
export function loginError(
  login: Login,
  thrown: unknown,
  tried: readonly string[],
  accepted: readonly string[],
): PlaybookError {
  if (thrown instanceof PlaybookError) return thrown
  const where = `${login.address}:${login.port}`
  const { level = '', code = '' } = thrown as { level?: string; code?: string }
  if (level === 'client-authentication')
    return new PlaybookError(
      'AuthenticationFailed',
      `${login.name} (${where}) does not let ${login.user} in`,
      {
        hint: `check the user and the key in the inventory; by hand: ssh -p ${login.port} ${login.user}@${login.address}`,
        details: [
          `tried: ${tried.length > 0 ? tried.join(', ') : 'nothing, no usable key or password was found'}`,
          ...login.credentials.filter(({ method }) => !method).map(({ shown }) => `not tried: ${shown}`),
          ...(accepted.length > 0 ? [`the host accepts: ${accepted.join(', ')}`] : []),
        ],
        cause: thrown,
      },
    )
  const [what, hint] =
    level === 'client-timeout'
      ? unreachable.ETIMEDOUT!
      : (unreachable[code] ?? [`cannot be reached: ${messageOf(thrown)}`, ''])
  return new PlaybookError('Unreachable', `${login.name} (${where}) ${what}`, {
    ...(hint && { hint }),
    cause: thrown,
  })
}

/** The line to a host broke while it was in use. */
export function connectionLost(name: string, cause?: unknown): PlaybookError {
  return new PlaybookError('ConnectionLost', `the connection to ${name} was lost`, {
    hint: 'when the host can be reached again: npx playbook resume',
    ...(cause !== undefined && { cause }),
  })
}
