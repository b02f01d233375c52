import { sh } from '../../../src/values/shell.ts'
import type { ShellCommand } from '../../../src/values/shell.ts'
import { Secret } from '../../../src/values/secret.ts'

export interface BootstrapStart {
  readonly server: string
  readonly client: string
  readonly configFile: string
  readonly datadir: string
  /** Options of the client. */
  readonly clientOptions: readonly string[]
  /** Options beside the configuration, to take the fence down for this one start. */
  readonly options: readonly string[]
  /** Prints further statements, to be run after the others. */
  readonly query: string
  readonly statements: readonly string[]
  /** What the evidence file will hold. */
  readonly evidence: string
}

/** In the data directory, so that it goes when the data goes. */
export function accountsEvidence(datadir: string): string {
  return `${datadir}/.playbook-accounts`
}

/**
 * One start of the server for nobody else: without network and grant tables, its socket in a directory of its own, and
 * ended again whatever happens. Statements come by standard input alone. Safe to run any number of times.
 */
export function bootstrapScript(start: BootstrapStart): ShellCommand {
  const { server, client, clientOptions, configFile, datadir, options, query, statements, evidence } = start
  const script = sh`set -u
private=/run/playbook-mysql-bootstrap
evidence=${accountsEvidence(datadir)}
umask 077
rm -rf "$private" && mkdir "$private" && chown mysql:mysql "$private" || exit 1
${server} --defaults-file=${configFile} --user=mysql --skip-grant-tables --skip-networking \\
  --socket="$private/sock" --pid-file="$private/pid" --log-error="$private/error.log" ${options} \\
  </dev/null >"$private/out" 2>&1 &
server=$!
finish() {
  kill -TERM "$server" 2>/dev/null
  wait "$server"
  rm -rf "$private"
}
trap finish EXIT
trap 'exit 143' TERM INT HUP

run() { ${client} --no-defaults ${clientOptions} --socket="$private/sock" --user=root --batch --skip-column-names "$@" 2>"$private/client"; }
# Syntax errors quote the statement, which may hold a password.
complain() {
  sed -n 's/ near .*//; /^ERROR/p' "$private/client" >&2
  exit 1
}

echo 'Starting the server for nobody else'
tries=0
until run -e 'SELECT 1' </dev/null >/dev/null; do
  # 2002: it does not listen yet. Anything else will not become better.
  grep -q '^ERROR 2002 ' "$private/client" || { cat "$private/client" >&2; exit 1; }
  kill -0 "$server" 2>/dev/null && [ "$tries" -lt 3000 ] || {
    echo 'The server did not start:' >&2
    tail -q -n 15 "$private/out" "$private/error.log" >&2
    exit 1
  }
  tries=$((tries + 1))
  sleep 0.1
done
echo 'Making accounts'
# Asked while the grant tables are not in force; done in one session, since the next one would need a password.
unsafe=$(run -e ${query} </dev/null) || complain
{ cat && printf '%s\\n' "$unsafe" 'FLUSH PRIVILEGES;'; } | run || complain

kill -TERM "$server"
wait "$server" || { echo 'The server did not end cleanly' >&2; exit 1; }
printf '%s\\n' ${evidence} > "$evidence.new" && chown mysql:mysql "$evidence.new" && sync "$evidence.new" || exit 1
mv "$evidence.new" "$evidence" && sync ${datadir}`
  return script.input(new Secret(`${statements.join(';\n')};\n`, 'account statements'))
}
