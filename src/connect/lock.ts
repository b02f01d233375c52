import { PlaybookError } from '../errors.ts'
import { quoteWord } from '../values/shell.ts'
import type { LockHolder } from './connection.ts'
import type { Remote } from './remote.ts'
import type { RootShell } from './root-shell.ts'

const lockFile = '/run/playbook/lock'

/** Who we are, for the next: the process id of the shell and its start time in ticks since boot. */
const identity = `read -r x </proc/$$/stat; set -- \${x##*) }; me="$$ \${20}"`

/** Descriptor 9 is the lock: jobs inherit it, every other command has it closed. 0 taken, 1 somebody else's. */
const tryLock = (holder: LockHolder, waitSeconds: number): string => `
if command exec 9>>${lockFile} && flock -w ${waitSeconds} 9; then
${identity}
printf '%s\\n%s\\n' ${quoteWord(JSON.stringify(holder))} "$me" >${lockFile}
r="$r 0"
else exec 9>&-; r="$r 1"; fi`

/**
 * Ends a shell that an earlier connection of the same run left behind (its line broke, and the host has not noticed), and
 * waits until it is gone, as it may be in the middle of a command. Should the number be another process's by now, the
 * start time tells.
 */
const endGhost = (pid: number, startTicks: number): string => `
ghost() { [ -r /proc/${pid}/stat ] && read -r x </proc/${pid}/stat && set -- \${x##*) } && [ "\${20}" = ${startTicks} ]; }
if ghost; then kill -HUP ${pid}; n=0; while [ $n -lt 300 ] && ghost; do sleep 0.2; n=$((n + 1)); done; fi
if ghost; then r="$r 1"; else r="$r 0"; fi`

interface Found {
  readonly holder: LockHolder | undefined
  readonly pid: number
  readonly startTicks: number
}

function parse(text: string): Found {
  const [json = '', identity = ''] = text.split('\n')
  const [pid = 0, startTicks = 0] = identity.split(' ').map(Number)
  try {
    const value = JSON.parse(json) as LockHolder
    return { holder: typeof value.run === 'string' ? value : undefined, pid, startTicks }
  } catch {
    return { holder: undefined, pid, startTicks }
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
    if (found.pid > 0 && !(await this.#run(endGhost(found.pid, found.startTicks))))
      throw this.#locked(found.holder)
    await this.#try(holder, 1)
  }

  /** Takes the lock again after a job has ended or the connection was made anew; nothing to do while it is held. */
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
