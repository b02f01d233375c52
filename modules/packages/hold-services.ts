import { sh, type ShellCommand } from '../../src/values/shell.ts'

/**
 * Holds back the services that maintainer scripts would start, for the rest of the script: Debian asks
 * /usr/sbin/policy-rc.d before each. Ours says no only to processes that carry this script's own variable, so one that a
 * SIGKILL left behind blocks nothing and nobody; a policy that was there before is asked otherwise, and put back at the end.
 */
export function holdServices(policy = '/usr/sbin/policy-rc.d'): ShellCommand {
  return sh`policy=${policy}
if ! grep -qs PLAYBOOK_HOLDS_SERVICES "$policy"; then
  [ ! -e "$policy" ] || ln -f "$policy" "$policy.before"
  cat > "$policy.new" <<'END'
#!/bin/sh
# Holds services back in the one installation that sets PLAYBOOK_HOLDS_SERVICES, and in no other.
[ -z "\${PLAYBOOK_HOLDS_SERVICES-}" ] || exit 101
[ ! -x "$0.before" ] || exec "$0.before" "$@"
exit 0
END
  chmod 0755 "$policy.new"
  mv "$policy.new" "$policy"
fi
trap 'if [ -e "$policy.before" ]; then mv "$policy.before" "$policy"; else rm -f "$policy"; fi' EXIT
trap 'exit 143' TERM INT HUP
export PLAYBOOK_HOLDS_SERVICES=1
`
}
