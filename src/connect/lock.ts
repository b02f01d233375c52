import { PlaybookError } from '../errors.ts'
import { quoteWord } from '../values/shell.ts'
import type { LockHolder } from './connection.ts'
import type { Remote } from './remote.ts'
import type { RootShell } from './root-shell.ts'

const lockFile = '/run/playbook/lock'

/** Who we are, for the next: the shell's process id, its start time in ticks since boot, its spool directory. */
const identity = `read -r x </proc/$$/stat; set -- \${x##*) }; me="$$ \${20} $d"`

/** Descriptor 9 is the lock: jobs inherit it, every other command has it closed. 0 taken, 1 somebody else's. */
const tryLock = (holder: LockHolder, waitSeconds: number): string => `
if command exec 9>>${lockFile} && flock -w ${waitSeconds} 9; then
${identity}
printf '%s\\n%s\\n' ${quoteWord(JSON.stringify(holder))} "$me" >${lockFile}
r="$r 0"
else exec 9>&-; r="$r 1"; fi`

interface Found {
  readonly holder: LockHolder | undefined
  readonly pid: number
  readonly startTicks: number
  readonly spoolDirectory: string
}

/**
 * Ends a shell that an earlier connection of the same run left behind (its line broke, and the host has not noticed). It
 * is stopped first, so that it cannot begin anything, and killed only while it runs nothing; else it goes on and is tried
 * again, for a minute. Should the process id be another's by now, the start time tells.
 */
const endGhost = ({ pid, startTicks, spoolDirectory }: Found): string => `
ghost() { { read -r x </proc/${pid}/stat; } 2>/dev/null && set -- \${x##*) } && [ "$1" != Z ] && [ "\${20}" = ${startTicks} ]; }
busy() { for f in /proc/[0-9]*/stat; do { read -r x <$f; } 2>/dev/null && set -- \${x##*) } && [ "$2" = ${pid} ] && return 0; done; return 1; }
n=0
while ghost && [ $n -lt 300 ]; do
kill -STOP ${pid}; busy || kill -KILL ${pid}; kill -CONT ${pid}
sleep 0.2; n=$((n + 1))
done 2>/dev/null
if ghost; then r="$r 1"; else rm -rf -- ${quoteWord(spoolDirectory)}; r="$r 0"; fi`

function parse(text: string): Found {
  const [json = '', identity = ''] = text.split('\n')
  const [pid, startTicks, directory = ''] = identity.split(' ')
  const spoolDirectory = /^\/run\/playbook\/shell\.\w+$/.test(directory) ? directory : ''
  const found = { pid: Number(pid) || 0, startTicks: Number(startTicks) || 0, spoolDirectory }
  try {
    const holder = JSON.parse(json) as LockHolder
    return { ...found, holder: typeof holder.run === 'string' ? holder : undefined }
  } catch {
    return { ...found, holder: undefined }
  }
}

/**
 * The lock of one host: flock(1) on a file below /run, held by the elevated shell and by the jobs it starts, so that it
 * ends with its holders and needs no clock.
 */
export class HostLock {
  readonly #remote: Remote
  #holder: LockHolder | undefined
  #heldBy: RootShell | undefined

  constructor(remote: Remote) {
    this.#remote = remote
  }

  /** Throws `HostLocked` naming the holder. A job of the same run that still holds the lock is no obstacle. */
  async take(holder: LockHolder): Promise<void> {
    this.#holder = holder
    if (await this.#try(holder, 0)) return
    const found = parse(await this.#read())
    if (found.holder?.run !== holder.run) throw this.#locked(found.holder)
    if (found.pid > 0 && !(await this.#run(endGhost(found)))) throw this.#locked(found.holder)
    if (await this.#try(holder, 1)) return
    const now = parse(await this.#read())
    if (now.holder?.run !== holder.run) throw this.#locked(now.holder)
  }

  /**
   * Before every change: takes the lock again when a job of an earlier connection held it, or the connection was made anew;
   * nothing to do while it is held.
   */
  async retake(): Promise<void> {
    if (this.#holder === undefined || this.#heldBy === this.#remote.shell) return
    if (!(await this.#try(this.#holder, 5))) await this.take(this.#holder)
  }

  async #try(holder: LockHolder, waitSeconds: number): Promise<boolean> {
    const { shell } = this.#remote
    const taken = await this.#run(tryLock(holder, waitSeconds))
    if (taken) this.#heldBy = shell
    return taken
  }

  async #run(script: string): Promise<boolean> {
    const { statuses } = await this.#remote.shell.request(script)
    return statuses[0] === 0
  }

  async #read(): Promise<string> {
    const { shell } = this.#remote
    const spool = shell.spool()
    const { spooled } = await shell.request(`head -c 4096 ${lockFile} >${spool.path}`, {
      cut: [spool.number],
    })
    return spooled.get(spool.number)?.bytes.toString() ?? ''
  }

  #locked(holder: LockHolder | undefined): PlaybookError {
    const who =
      holder === undefined ? 'somebody' : `${holder.who} (${holder.playbook}, since ${holder.since})`
    return new PlaybookError('HostLocked', `${this.#remote.name} is being changed by ${who}`, {
      hint: 'wait for that run to end; the lock ends with it',
      details: holder === undefined ? [] : [`run ${holder.run}`],
    })
  }
}
