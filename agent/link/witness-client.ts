import type { TLSSocket } from 'node:tls'
import type { LeaseObservation } from '../decide/observation.ts'
import { timing } from '../decide/timing.ts'
import type { Endpoint, Settings } from '../settings.ts'
import { fieldsOf } from '../shape.ts'
import { onJsonLines, sendJsonLine } from './lines.ts'
import { protocolVersion } from './peer-message.ts'
import { connectPsk } from './psk.ts'

/** Asks the witness for the lease again and again while it is wanted, and gives it back when it is not. */
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
  const lease: LeaseObservation = {
    configured: settings.witness !== null,
    reachable: false,
    heldUntil: null,
    term: 0,
    highestTerm: 0,
    previous: null,
  }
  const { witness } = settings
  if (witness === null) return { observe: () => lease, want: () => undefined, close: () => undefined }
  const address: Endpoint = witness

  const asked = new Map<number, { at: number; term: number | null }>()
  let sequence = 0
  let wanted: number | null = null
  let answeredAt = -Infinity
  let askedAt = -Infinity
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
      asked.clear()
      if (!closed) retry = setTimeout(reconnect, reconnectMilliseconds)
    })
  }

  function ask(): void {
    if (socket === null || asked.size > 40) return void socket?.destroy()
    askedAt = uptime()
    asked.set(++sequence, { at: uptime(), term: wanted })
    sendJsonLine(socket, { version: protocolVersion, sequence, node: settings.nodeId, term: wanted })
  }

  function hear(value: unknown): void {
    const fields = fieldsOf(value)
    const number = fields.integer('sequence', 0, Number.MAX_SAFE_INTEGER)
    const question = asked.get(number)
    asked.delete(number)
    if (question === undefined) return
    const granted = fields.flag('granted')
    const news = granted && (lease.heldUntil === null || lease.term !== question.term)
    const previous = fields.optionalFields('previous')
    answeredAt = uptime()
    lease.highestTerm = fields.integer('highestTerm', 0, Number.MAX_SAFE_INTEGER)
    lease.previous = previous && {
      node: previous.text('node'),
      term: previous.integer('term', 0, Number.MAX_SAFE_INTEGER),
    }
    if (!granted || question.term === null || question.term !== wanted) lease.heldUntil = null
    else {
      // Counted from the question: the witness can only have bound itself after that.
      lease.heldUntil = question.at + timing.backing
      lease.term = question.term
    }
    if (news) wake()
  }

  return {
    observe: () => ({ ...lease, reachable: uptime() - answeredAt < timing.peerSilent }),
    want(term) {
      const due = term !== wanted || uptime() - askedAt >= timing.tick
      if (term === null || term !== wanted) lease.heldUntil = null
      wanted = term
      if (due) ask()
    },
    close() {
      closed = true
      clearTimeout(retry)
      socket?.destroy()
    },
  }
}
