import { quoteWord } from '../values/shell.ts'
import type { ShellCommand } from '../values/shell.ts'
import { feed } from './command.ts'

/** Below it: `jobs/<job id>/` with script, out, err, status; and the ledger of starts. */
const home = '/var/lib/playbook'

/** A job as the host knows it. */
export interface JobPlace {
  readonly id: string
  /** SHA-256 of the script, for the ledger. */
  readonly digest: string
  /** `step/name`, for people who read the ledger. */
  readonly title: string
}

/** Numbers the host's answers begin with. */
export const jobState = { running: 0, finished: 1, died: 2, notStarted: 3 } as const

/**
 * The supervisor: runs the script in a session of its own, keeps its output, and writes the exit status last, in one
 * rename. It holds descriptor 8 (this job is alive) and 9 (the host's lock, if we have it); what it runs holds neither.
 * The status file is filled beforehand, so that a full disk cannot lose the status.
 */
const supervisor = `
j=$1
printf '%-4s\\n' none >"$j/status.new"
if [ -n "$2" ]; then exec <"$2"; rm -f "$2"; fi
(umask 022; exec sh "$j/script") >>"$j/out" 2>>"$j/err" 8>&- 9>&-
printf '%-4s\\n' $? 1<>"$j/status.new"
sync "$j/status.new"; mv "$j/status.new" "$j/status"; sync "$j"`

/**
 * Starts a job unless it runs already or has an answer that nobody has seen, or a good one. Holding \`alive\` is what
 * makes a start exclusive, and the kernel lets it go with the supervisor, so no process number is ever trusted.
 * Answers: state, sizes of both outputs.
 */
export function startScript({ id, digest, title }: JobPlace, command: ShellCommand): string {
  const stdin = command.stdin === undefined ? '' : `/run/playbook/${id}.in`
  return `
j=${home}/jobs/${id}
s=${jobState.notStarted}
if ! mkdir -p "$j" || ! command exec 8>>"$j/alive"; then :
elif ! flock -n 8; then s=${jobState.running}
elif [ -f "$j/status" ] && { read -r s <"$j/status"; [ "$s" = 0 ] || [ ! -f "$j/reported" ]; }; then s=${jobState.finished}
else
s=${jobState.notStarted}
rm -f "$j/status" "$j/reported"
if printf '%s\\n' ${quoteWord(command.script)} >"$j/script" && : >"$j/out" && : >"$j/err" &&
${stdin === '' || command.stdin === undefined ? ':' : `rm -f ${stdin} && ${feed(command.stdin)}cat >${stdin}`} &&
printf '%s %s %s %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" ${id} ${digest} ${quoteWord(title)} >>${home}/ledger &&
sync ${home}/ledger; then
setsid sh -c ${quoteWord(supervisor)} playbook-job "$j" ${quoteWord(stdin)} </dev/null >/dev/null 2>&1 &
s=${jobState.running}
fi
fi
exec 8>&-
r="$r $s $(stat -c %s "$j/out" "$j/err" | tr '\\n' ' ')"`
}

/**
 * One long poll: returns at new output or at the end, else after about a second. Whether the job lives is looked up before
 * its status, so that a job that ends in between is not taken for dead. Answers: state, exit status.
 */
export function pollScript(
  id: string,
  seen: readonly [out: number, err: number],
  spools: readonly [string, string],
): string {
  return `
j=${home}/jobs/${id}
for w in 0 0.02 0.05 0.1 0.2 0.3 0.3; do
[ $w = 0 ] || sleep $w
[ -f "$j/status" ] && break
[ "$(stat -c %s "$j/out" "$j/err" | tr '\\n' ' ')" = ${quoteWord(`${seen[0]} ${seen[1]} `)} ] || break
done
s=${jobState.running}; flock -n "$j/alive" true && s=${jobState.died}
e=-1; [ -f "$j/status" ] && read -r e <"$j/status" && s=${jobState.finished}
tail -c +${seen[0] + 1} "$j/out" | head -c 1048576 >${spools[0]}
tail -c +${seen[1] + 1} "$j/err" | head -c 1048576 >${spools[1]}
r="$r $s $e"`
}

/** Notes that the runner has recorded the end of a job: a failed one may be started anew from now on. */
export function reportedScript(id: string): string {
  return `: >${home}/jobs/${id}/reported`
}
