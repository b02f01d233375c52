import type { TLSSocket } from 'node:tls'
import type { LeaseObservation } from '../decide/observation.ts'
import type { Endpoint, Settings } from '../settings.ts'
import { fieldsOf } from '../shape.ts'
import { createLeaseLedger } from './lease-ledger.ts'
import { onJsonLines, sendJsonLine } from './lines.ts'
import { protocolVersion } from './peer-message.ts'
import { connectPsk } from './psk.ts'

/** Asks the witness for the lease again and again while it is wanted, and else now and then who has it. */
export interface WitnessClient {
  observe(): LeaseObservation
  /** Called at every turn of the loop: asks, or just looks. */
  want(term: number | null): void
  close(): void
}

const reconnectMilliseconds = 500
const handshakeMilliseconds = 1000

/** @param uptime the agent's clock @param wake called when an answer may change something */
export function witnessClient(settings: Settings, uptime: () => number, wake: () => void): WitnessClient {
  const ledger = createLeaseLedger(settings.witness !== null)
  const { witness } = settings
  if (witness === null)
    return { observe: () => ledger.observe(uptime()), want: () => undefined, close: () => undefined }
  const address: Endpoint = witness

  let socket: TLSSocket | null = null
  let closed = false
  let retry: NodeJS.Timeout | undefined
  reconnect()

  function reconnect(): void {
    const identity = `${settings.clusterId}/${settings.nodeId}`
    const next = connectPsk(address, identity, Buffer.from(settings.key, 'hex'))
    const slow = setTimeout(() => next.destroy(), handshakeMilliseconds)
    next.on('secureConnect', () => {
      clearTimeout(slow)
      socket = next
      ask()
    })
    onJsonLines(next, hear)
    next.on('error', () => next.destroy())
    next.on('close', () => {
      clearTimeout(slow)
      if (socket === next) socket = null
      ledger.forget()
      if (!closed) retry = setTimeout(reconnect, reconnectMilliseconds)
    })
  }

  function ask(): void {
    if (socket === null || ledger.open() > 40) return void socket?.destroy()
    const { sequence, term } = ledger.ask(uptime())
    sendJsonLine(socket, { version: protocolVersion, sequence, node: settings.nodeId, term })
  }

  function hear(value: unknown): void {
    const fields = fieldsOf(value)
    const sequence = fields.integer('sequence', 0, Number.MAX_SAFE_INTEGER)
    const previous = fields.optionalFields('previous')
    const reply = {
      granted: fields.flag('granted'),
      highestTerm: fields.integer('highestTerm', 0, Number.MAX_SAFE_INTEGER),
      previous: previous && {
        node: previous.text('node'),
        term: previous.integer('term', 0, Number.MAX_SAFE_INTEGER),
      },
    }
    if (ledger.hear(sequence, reply, uptime())) wake()
  }

  return {
    observe: () => ledger.observe(uptime()),
    want: (term) => void (ledger.want(term, uptime()) && ask()),
    close() {
      closed = true
      clearTimeout(retry)
      socket?.destroy()
    },
  }
}
