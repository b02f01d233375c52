import { randomBytes } from 'node:crypto'
import type { Client, ClientChannel } from 'ssh2'
import { PlaybookError } from '../errors.ts'
import type { Secret } from '../values/secret.ts'
import { quoteWord } from '../values/shell.ts'
import { openChannel } from './channel.ts'

/** How commands on one host become root. */
export interface Become {
  readonly method: 'sudo' | 'none'
  readonly password: Secret | undefined
  /** `deploy on db1`, for messages. */
  readonly who: string
}

const patienceMilliseconds = 30_000

function failure(
  { who }: Become,
  what: string,
  hint: string,
  details: readonly string[] = [],
): PlaybookError {
  return new PlaybookError('BecomeFailed', `${who} cannot become root: ${what}`, { hint, details })
}

function sudoFailure(become: Become, said: readonly string[]): PlaybookError {
  const text = said.join('\n')
  if (/not in the sudoers|not allowed|may not run/.test(text))
    return failure(become, 'sudo does not allow it', 'give the user a sudo rule for ALL commands', said)
  if (/must have a tty|terminal is required/.test(text))
    return failure(become, 'sudo wants a terminal', 'remove "requiretty" for the user in sudoers', said)
  if (/not found|No such file/.test(text))
    return failure(become, 'sudo is not installed', 'install sudo, or log in as root', said)
  return failure(become, 'the shell did not start', 'by hand: log in as this user and try sudo', said)
}

/**
 * Runs a script as root on a channel of its own and returns the channel at its first byte. `sudo` gets the password only
 * after the prompt that we made up for this one call, once: a second prompt means that it was wrong, and counts as a
 * failed attempt on the host only once. What shells print at login comes before our ready mark and is dropped.
 */
export async function openElevated(client: Client, become: Become, script: string): Promise<ClientChannel> {
  const prompt = `[playbook ${randomBytes(12).toString('hex')}] `
  const mark = randomBytes(12).toString('hex')
  const inner = `sh -c ${quoteWord(`printf '%s %s\\n' ${mark} "$(id -u)"; ${script}`)}`
  const sudo = `exec env LC_ALL=C sudo -H -S -p ${quoteWord(prompt)} -- ${inner}`
  const channel = await openChannel(client, become.method === 'sudo' ? sudo : `exec ${inner}`)
  let said = ''
  let heard = Buffer.alloc(0)
  let answered = false
  await new Promise<void>((resolve, reject) => {
    const end = (error?: PlaybookError): void => {
      clearTimeout(timer)
      channel.removeListener('data', onData).removeListener('close', onClose)
      channel.stderr.removeListener('data', onStderr)
      if (error === undefined) return resolve()
      channel.destroy()
      reject(error)
    }
    const lines = (): string[] =>
      said
        .replaceAll(prompt, '')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-5)
    const onClose = (): void => end(sudoFailure(become, lines()))
    const onStderr = (chunk: Buffer): void => {
      said += chunk.toString()
      const prompts = said.split(prompt).length - 1
      if (prompts > 1) return end(failure(become, 'sudo refuses the password', 'check the become password'))
      if (prompts === 0 || answered) return
      answered = true
      if (become.password === undefined)
        return end(
          failure(
            become,
            'sudo asks for a password',
            'give the become password in the inventory or at the prompt',
          ),
        )
      channel.write(`${become.password.reveal()}\n`)
    }
    const onData = (chunk: Buffer): void => {
      heard = Buffer.concat([heard, chunk])
      const found = new RegExp(`${mark} (\\d+)\n`).exec(heard.toString('latin1'))
      if (found === null) return
      channel.pause()
      if (found[1] !== '0')
        return end(
          failure(become, `it is user ${found[1]}`, 'set become: sudo for this host, or log in as root'),
        )
      end()
      const rest = heard.subarray(found.index + found[0].length)
      if (rest.length > 0) channel.unshift(rest)
    }
    const timer = setTimeout(
      () => end(failure(become, 'sudo does not answer', 'try sudo by hand', lines())),
      patienceMilliseconds,
    )
    channel.on('data', onData).on('close', onClose)
    channel.stderr.on('data', onStderr)
  })
  channel.stderr.resume()
  return channel
}
