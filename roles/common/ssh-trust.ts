import { authorizedKey } from '../../modules/system/authorized-key.ts'
import { knownHost } from '../../modules/system/known-host.ts'
import { sshKey } from '../../modules/system/ssh-key.ts'
import { slurp } from '../../modules/files/slurp.ts'
import { from } from '../../src/plan/deferred.ts'
import type { RoleHost } from '../../src/plan/role.ts'
import type { CommonVariables } from './variables.ts'

type Host = RoleHost<CommonVariables>

const userOf = ({ vars, user }: Host) => vars.common_trust_user ?? user ?? 'root'
const homeOf = (user: string) => (user === 'root' ? '/root' : `/home/${user}`)

/** Each host makes its own key; public keys are published for the other. */
export function keysPublished(host: Host) {
  const user = userOf(host)
  return [
    sshKey(
      `${user} has an SSH key`,
      { user, path: `${homeOf(user)}/.ssh/id_ed25519`, type: 'ed25519', comment: `${user}@${host.name}` },
      { id: 'SSH key', publish: 'user key' },
    ),
    slurp('The host key is known', { src: '/etc/ssh/ssh_host_ed25519_key.pub' }, { publish: 'host key' }),
  ]
}

/** The other nodes' users may log in here, from their own address. */
export function keyExchange(host: Host) {
  return host.others.map((other) =>
    authorizedKey(`${userOf(other)} of ${other.name} may log in`, {
      user: userOf(host),
      key: from(other.name, 'user key'),
      options: `from="${other.address}"`,
    }),
  )
}

/** The other nodes' host keys are pinned for every user. */
export function hostKeysKnown(host: Host) {
  return host.others.flatMap((other) =>
    [other.address, other.name].map((name) =>
      knownHost(`The host key of ${name} is trusted`, {
        path: '/etc/ssh/ssh_known_hosts',
        host: name,
        key: from(other.name, 'host key'),
      }),
    ),
  )
}
