import { cannotTell, differs, ok } from '../../src/plan/finding.ts'
import { defineModule } from '../../src/plan/module.ts'
import { sh } from '../../src/values/shell.ts'
import { failedLook, looked } from './failed-look.ts'

export interface SshKeyParams {
  readonly user: string
  /** The private key's file; `.pub` is added for the public one. The directory is made, 0700. */
  readonly path: string
  /** `ed25519` by default. */
  readonly type?: 'ed25519' | 'ecdsa' | 'rsa'
  readonly comment?: string
}

/** `type blob`, without the comment. */
function keyOf(line: string): string {
  return line.trim().split(/\s+/).slice(0, 2).join(' ')
}

/**
 * A key pair without a passphrase, made on the host; the private key never leaves it. A key that is there is never
 * overwritten, whatever its type. Publishes the public key.
 */
export const sshKey = defineModule({
  name: 'sshKey',
  probe: ({ path, user }: SshKeyParams) => ({
    // Without -P ssh-keygen would ask for a passphrase; a key that has one is then an error and not a question.
    derived: sh`[ -e ${path} ] || exit 0; ssh-keygen -y -P '' -f ${path}`,
    publicKey: sh`cat ${`${path}.pub`} 2>/dev/null || true`,
    access: sh`[ -e ${path} ] || exit 0; stat -c '%U %a' ${path}; id -u ${user} >/dev/null`,
  }),
  judge({ derived, publicKey, access }, { path, user }) {
    if (!looked(derived)) return failedLook(`the SSH key ${path}`, derived)
    if (!looked(access)) return failedLook(`the owner of ${path}`, access)
    const key = keyOf(derived.stdout)
    if (key === '') return differs(`there is no SSH key ${path}`, { make: true })
    const [owner, mode] = access.stdout.trim().split(' ')
    if (owner !== user || mode !== '600')
      return differs(`${path} is ${owner}'s with mode ${mode}, should be ${user}'s with 600`, { make: false })
    if (keyOf(publicKey.stdout) !== key)
      return differs(`${path}.pub does not belong to ${path}`, { make: false })
    const published = publicKey.stdout.trim()
    if (published.includes('\n')) return cannotTell(`${path}.pub has more than one line`)
    return ok(`${path} is there and ${user}'s`, published)
  },
  async apply(host, { user, path, type = 'ed25519', comment = '' }, { make }) {
    const directory = path.slice(0, path.lastIndexOf('/'))
    const aside = `${path}.new`
    // `ln` refuses a name that exists, so no key is ever lost; a crash leaves at most the two files aside.
    if (make)
      await host.run(sh`set -e
comment=${comment}
[ -n "$comment" ] || comment=${user}@$(uname -n)
[ -d ${directory} ] || install -d -m 0700 -o ${user} -g "$(id -gn ${user})" ${directory}
rm -f ${aside} ${`${aside}.pub`}
ssh-keygen -q -t ${type} -N '' -C "$comment" -f ${aside}
ln ${aside} ${path}
rm -f ${aside} ${`${aside}.pub`}`)
    await host.run(sh`set -e
chmod 0600 ${path}
ssh-keygen -y -P '' -f ${path} > ${`${aside}.pub`}
chmod 0644 ${`${aside}.pub`}
chown ${user}:"$(id -gn ${user})" ${path} ${`${aside}.pub`}
mv ${`${aside}.pub`} ${`${path}.pub`}`)
  },
})
