import { optionValue } from '../../src/mysql/option-value.ts'
import { Secret } from '../../src/values/secret.ts'
import { sh, type ShellCommand } from '../../src/values/shell.ts'
import type { MysqlLogin } from '../../src/values/sql.ts'

/** Where the client connects: the local socket, or an address over TLS. */
export type ClientTarget = Pick<MysqlLogin, 'unixSocket'> | { readonly host: string; readonly port: number }

export interface ClientCall {
  /** Path of the `mysql` program. */
  readonly client: string
  readonly target: ClientTarget
  readonly user: string
  readonly password: Secret
  /** `false`: the client does not even try TLS, because the server's is too old for it. */
  readonly tls: boolean
  /** SQL text, statements ended by semicolons. */
  readonly statements: string
}

/**
 * A command that feeds statements to the server's own client, for work that can outlive a connection and for addresses that
 * only the host reaches. Password and statements travel on standard input; the client reads its option file from a pipe, so
 * that neither is ever in an argv or on a disk.
 */
export function clientJob({ client, target, user, password, tls, statements }: ClientCall): ShellCommand {
  const where =
    'unixSocket' in target
      ? sh`socket=${target.unixSocket}`
      : sh`host=${target.host}
port=${target.port}
protocol=tcp
connect_timeout=5`
  const script = sh`IFS= read -r password
${client} --defaults-file=/dev/fd/3 --batch --skip-column-names 3<<END
[client]
${tls ? sh`` : sh`skip-ssl`}
user=${user}
${where}
password="$password"
END`
  return script.input(new Secret(`${optionValue(password.reveal())}\n${statements}\n`, 'statements'))
}
