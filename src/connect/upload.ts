import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Transform } from 'node:stream'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ClientChannel } from 'ssh2'
import { PlaybookError, messageOf } from '../errors.ts'
import type { FileAttributes } from '../plan/host.ts'
import { ShellCommand, sh } from '../values/shell.ts'
import { asText } from './command.ts'
import { openElevated } from './elevate.ts'
import { commandFailed } from './failures.ts'
import type { Remote } from './remote.ts'
import { fillScript, placeScript, stagedFor } from './replace-file.ts'

const reportEveryMilliseconds = 500
/** The host reads the file once more for its checksum, and brings it to disk: an hour is 300 GB at 100 MB/s. */
const finishTimeoutSeconds = 3600

export interface Source {
  /** What is sent, for messages. */
  readonly title: string
  readonly sizeBytes: number
  open(): Readable
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

/** Passes bytes on, summing them up and telling about them. */
function meter(
  source: Source,
  hash: { update(chunk: Buffer): unknown },
  progress: (line: string) => void,
): Transform {
  const startedAt = performance.now()
  let sentBytes = 0
  let toldAt = startedAt
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      sentBytes += chunk.length
      const now = performance.now()
      if (now - toldAt >= reportEveryMilliseconds) {
        toldAt = now
        const percent = Math.floor((100 * sentBytes) / Math.max(sentBytes, source.sizeBytes))
        const speed = (sentBytes / 1000 / (now - startedAt)).toFixed(1)
        progress(`${source.title}: ${percent} % of ${megabytes(source.sizeBytes)} MB, ${speed} MB/s`)
      }
      done(null, chunk)
    },
  })
}

/**
 * Streams bytes into a staged file beside the target, by a root channel of its own and in constant memory, compares the
 * host's SHA-256 with that of what was sent, and renames it into place.
 */
export async function upload(
  remote: Remote,
  source: Source,
  target: string,
  attributes: FileAttributes,
  progress: (line: string) => void,
): Promise<void> {
  const staged = stagedFor(target)
  const remove = new ShellCommand(`rm -f -- ${staged.path}`)
  try {
    const sum = await send(remote, source, fillScript(staged), progress)
    const check = `s=$(sha256sum <${staged.path}) && [ "\${s%% *}" = ${sum} ] || exit 99`
    const finish = new ShellCommand(
      `${check}\n${placeScript(staged, attributes)}`,
      undefined,
      finishTimeoutSeconds,
    )
    const result = asText(await remote.run(finish))
    if (result.exitCode === 99)
      throw new PlaybookError('UploadFailed', `${source.title} arrived damaged on ${remote.name}: ${target}`)
    if (result.exitCode !== 0) throw commandFailed(remote.name, sh`mv ${source.title} ${target}`, result)
  } catch (error) {
    if (!remote.shell.closed) await remote.run(remove)
    throw error
  }
}

/** The exit status of a channel's command. (A channel does not close while it has bytes to send that nobody takes.) */
async function exitOf(channel: ClientChannel): Promise<number> {
  const code = await new Promise<number>((resolve) => {
    channel.once('exit', (exit: number | null) => resolve(exit ?? -1))
    channel.once('close', () => resolve(-1))
  })
  if (!channel.stderr.readableEnded) await once(channel.stderr, 'end')
  return code
}

async function send(
  remote: Remote,
  source: Source,
  fill: string,
  progress: (line: string) => void,
): Promise<string> {
  const channel = await openElevated(remote.client, remote.become, `${fill}; exit`)
  let said = ''
  channel.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4096)))
  channel.resume()
  const hash = createHash('sha256')
  const stop = new AbortController()
  const sent = pipeline(source.open(), meter(source, hash, progress), channel, { signal: stop.signal }).then(
    () => undefined,
    (error: unknown) => error,
  )
  // A local file that cannot be read ends the command by ending its input; a full disk on the host ends it by itself.
  const code = await remote.whileConnected(exitOf(channel)).catch((error: unknown) => {
    stop.abort()
    throw error
  })
  // After a success the pipeline ends by itself, maybe a little later than the command: it must not be cut off.
  if (code !== 0) {
    stop.abort()
    throw new PlaybookError('UploadFailed', `${source.title} could not be written on ${remote.name}`, {
      details: said.split('\n').filter((line) => line.trim() !== ''),
    })
  }
  const error = await sent
  if (error !== undefined)
    throw new PlaybookError('UploadFailed', `${source.title}: ${messageOf(error)}`, { cause: error })
  return hash.digest('hex')
}
