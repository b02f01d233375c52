import { execFile } from 'node:child_process'
import type { ExecFileException } from 'node:child_process'

/** Whether the segment's gateway answers: who sees neither its peer nor the gateway is probably the one cut off. */
export interface GatewayObserver {
  /** `true` or `false` once asked, `null` while there is no gateway to ask, nobody asked, or it is not certain yet. */
  observe(): boolean | null
  /** Asks again unless it was just asked; only worth it while the peer is silent. */
  ask(): void
  /** The peer speaks: what was learnt counts for nothing any more. */
  forget(): void
}

const spacingMilliseconds = 500
/** On one's own segment an answer takes a few milliseconds. */
const answerMilliseconds = 400
/** One lost answer says little. */
const missLimit = 3

/** @param address the gateway; `null`: there is none @param wake called when it is known */
export function gatewayObserver(
  address: string | null,
  uptime: () => number,
  wake: () => void,
): GatewayObserver {
  let answers: boolean | null = null
  let misses = 0
  let askedAt = -Infinity
  let busy = false
  let round = 0

  function ask(): void {
    if (address === null || busy || uptime() - askedAt < spacingMilliseconds) return
    busy = true
    askedAt = uptime()
    const asked = round
    const words = ['-n', '-q', '-c', '1', '-W', '1', address]
    run(words, (error) => {
      busy = false
      // A ping that cannot be run says nothing of the gateway.
      if (asked !== round || (error !== null && !isMiss(error))) return
      misses = error === null ? 0 : misses + 1
      const before = answers
      if (error === null) answers = true
      else if (misses >= missLimit) answers = false
      if (answers !== before) wake()
    })
  }

  return {
    observe: () => answers,
    ask,
    forget() {
      round += 1
      answers = null
      misses = 0
    },
  }
}

function run(words: readonly string[], done: (error: ExecFileException | null) => void): void {
  try {
    execFile('ping', words, { timeout: answerMilliseconds }, (error) => done(error))
  } catch (error) {
    done(error as ExecFileException)
  }
}

/** It ran, and said that nothing answers, or had not heard anything in time. */
function isMiss({ code, killed }: ExecFileException): boolean {
  return typeof code === 'number' || killed === true
}
