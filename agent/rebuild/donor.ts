import type { TLSSocket } from 'node:tls'
import { rebuildMethods } from '../../src/mysql/rebuild-method.ts'
import { onJsonLines } from '../link/lines.ts'
import type { Settings } from '../settings.ts'
import { fieldsOf } from '../shape.ts'
import { sendWords } from './frames.ts'
import { makeOffer } from './offer.ts'
import { streamBackup } from './stream-backup.ts'
import { streamDump } from './stream-dump.ts'

const idleMilliseconds = 60_000
/** The other side deletes what it has while the first data waits: of a large directory that takes a while. */
const stalledMilliseconds = 600_000
const aliveMilliseconds = 5000
const longestMilliseconds = 24 * 3_600_000

/**
 * Answers connections of a peer that wants this node's data.
 * @param standing what this node is at the moment (`PRIMARY in term 3`), or `null` when nobody may copy from it
 */
export function donor(settings: Settings, standing: () => string | null): (socket: TLSSocket) => void {
  let busy = false

  async function answer(socket: TLSSocket, value: unknown): Promise<void> {
    const stop = new AbortController()
    socket.on('close', () => stop.abort(new Error('the other side has hung up')))
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(longestMilliseconds)])
    const request = fieldsOf(value)
    const want = request.choice('want', ['offer', ...rebuildMethods])
    const before = standing()
    if (before === null) throw new Error('this node has no data to give: it is neither PRIMARY nor FORMING')
    if (want === 'offer') {
      const { methods, ...offer } = await makeOffer(settings, signal)
      return sendWords(socket, { kind: 'offer', ...offer, methods: methods.join(',') })
    }
    if (busy) throw new Error('somebody copies from this node already')
    busy = true
    socket.setTimeout(stalledMilliseconds)
    const alive = setInterval(
      () => void sendWords(socket, { kind: 'alive' }).catch(() => undefined),
      aliveMilliseconds,
    )
    try {
      const end =
        want === 'logical-dump'
          ? await streamDump(settings, socket, signal)
          : await streamBackup(settings, want, socket, signal)
      // A node that lost its role meanwhile may have copied what nobody else will ever have.
      if (standing() !== before) throw new Error(`the donor is not ${before} any more`)
      await sendWords(socket, { kind: 'end', ...end })
    } finally {
      clearInterval(alive)
      busy = false
    }
  }

  return (socket) => {
    socket.setTimeout(idleMilliseconds, () => socket.destroy())
    let asked = false
    onJsonLines(socket, (value) => {
      if (asked) return void socket.destroy()
      asked = true
      void answer(socket, value)
        .catch((error: unknown) => sendWords(socket, { kind: 'failed', message: (error as Error).message }))
        .then(
          () => socket.end(),
          () => socket.destroy(),
        )
    })
  }
}
